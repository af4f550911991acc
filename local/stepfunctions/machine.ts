import {
  type BranchDefinition,
  DefinitionError,
  type StateDefinition,
  type StateMachineDefinition,
} from "./definition.ts";
import { InvalidExpression } from "./expression.ts";
import { compileChoice } from "./states/choice.ts";
import { compileFail } from "./states/fail.ts";
import { compileMap } from "./states/map.ts";
import { compileParallel } from "./states/parallel.ts";
import { compilePass } from "./states/pass.ts";
import { compileSucceed } from "./states/succeed.ts";
import { compileTask } from "./states/task.ts";
import { compileWait } from "./states/wait.ts";
import type { Transition, Visit } from "./visit.ts";

/** What a state does when a flow visits it. */
export type Behaviour = (visit: Visit) => Transition | Promise<Transition>;

/** A machine whose expressions are compiled, ready to be walked any number of times. */
export interface Machine {
  startAt: string;
  states: Map<string, { type: string; run: Behaviour }>;
}

const compiled = new WeakMap<StateMachineDefinition, Machine>();

/** Compiles a definition, once for as long as it lives. Throws a DefinitionError for a bad expression. */
export function machineOf(definition: StateMachineDefinition): Machine {
  const known = compiled.get(definition);
  if (known !== undefined) return known;
  const machine = compileBranch(definition);
  compiled.set(definition, machine);
  return machine;
}

function compileBranch(branch: BranchDefinition): Machine {
  const states: Machine["states"] = new Map();
  for (const [name, definition] of branch.states) {
    try {
      states.set(name, { type: definition.shape.Type, run: compileState(definition) });
    } catch (error) {
      if (!(error instanceof InvalidExpression)) throw error;
      throw new DefinitionError(error.message, `${definition.path}/${error.field}`, error.code);
    }
  }
  return { startAt: branch.startAt, states };
}

function compileState({ shape, branches }: StateDefinition): Behaviour {
  switch (shape.Type) {
    case "Pass":
      return compilePass(shape);
    case "Succeed":
      return compileSucceed(shape);
    case "Fail":
      return compileFail(shape);
    case "Wait":
      return compileWait(shape);
    case "Choice":
      return compileChoice(shape);
    case "Task":
      return compileTask(shape);
    case "Parallel":
      return compileParallel(shape, branches.map(compileBranch));
    case "Map":
      return compileMap(shape, branches.map(compileBranch));
  }
}
