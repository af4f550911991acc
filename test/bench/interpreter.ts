/**
 * States per second of the local interpreter, with its history on, beside aws-local-stepfunctions on a machine of the
 * same shape. Run with `node test/bench/interpreter.ts`.
 */
import { StateMachine } from "aws-local-stepfunctions";
import { parseDefinition } from "../../local/stepfunctions/definition.ts";
import { execute, type HistoryEvent } from "../../local/stepfunctions/interpreter.ts";
import type { Json, JsonObject } from "../../local/stepfunctions/json.ts";

const input = { order: 17, lines: [1, 2, 3], n: 0 };
const rounds = 2000;
const length = 1000;

function chain(state: (index: number) => JsonObject): JsonObject {
  const states: JsonObject = {};
  for (let index = 0; index < length; index += 1) {
    states[`S${index}`] = {
      ...state(index),
      ...(index === length - 1 ? { End: true } : { Next: `S${index + 1}` }),
    };
  }
  return states;
}

const shapes: {
  name: string;
  states: number;
  ours: JsonObject;
  theirs: ConstructorParameters<typeof StateMachine>[0];
}[] = [
  {
    name: "chain of Pass, no expression",
    states: length,
    ours: { QueryLanguage: "JSONata", StartAt: "S0", States: chain(() => ({ Type: "Pass" })) },
    theirs: theirDefinition(
      chain(() => ({ Type: "Pass" })),
      "S0",
    ),
  },
  {
    name: "chain of Pass, one expression each",
    states: length,
    ours: {
      QueryLanguage: "JSONata",
      StartAt: "S0",
      States: chain(() => ({ Type: "Pass", Output: { order: "{% $states.input.order %}" } })),
    },
    theirs: theirDefinition(
      chain(() => ({ Type: "Pass", Parameters: { "order.$": "$.order" } })),
      "S0",
    ),
  },
  {
    name: "chain of Pass, one expression each that only JSONata itself can evaluate",
    states: length,
    ours: {
      QueryLanguage: "JSONata",
      StartAt: "S0",
      States: chain(() => ({
        Type: "Pass",
        Output: { lines: "{% $map($states.input.lines, function($l) { $l + 0 }) %}" },
      })),
    },
    theirs: theirDefinition(
      chain(() => ({ Type: "Pass", Parameters: { "lines.$": "$.lines[?(@ > 0)]" } })),
      "S0",
    ),
  },
  {
    name: `Pass and Choice, counting to ${rounds}`,
    states: rounds * 2 + 1,
    ours: {
      QueryLanguage: "JSONata",
      StartAt: "Add",
      States: {
        Add: { Type: "Pass", Output: { n: "{% $states.input.n + 1 %}" }, Next: "Enough" },
        Enough: {
          Type: "Choice",
          Choices: [{ Condition: `{% $states.input.n >= ${rounds} %}`, Next: "Done" }],
          Default: "Add",
        },
        Done: { Type: "Succeed" },
      },
    },
    theirs: theirDefinition(
      {
        Add: { Type: "Pass", Parameters: { "n.$": "States.MathAdd($.n, 1)" }, Next: "Enough" },
        Enough: {
          Type: "Choice",
          Choices: [{ Variable: "$.n", NumericGreaterThanEquals: rounds, Next: "Done" }],
          Default: "Add",
        },
        Done: { Type: "Succeed" },
      },
      "Add",
    ),
  },
];

function theirDefinition(states: JsonObject, startAt: string): ConstructorParameters<typeof StateMachine>[0] {
  return JSON.parse(JSON.stringify({ StartAt: startAt, States: states }));
}

async function fastest(states: number, run: () => Promise<unknown>): Promise<number> {
  let best = 0;
  for (let round = 0; round < 12; round += 1) {
    const began = performance.now();
    await run();
    best = Math.max(best, (states / (performance.now() - began)) * 1000);
  }
  return best;
}

const rows = [];
for (const shape of shapes) {
  const definition = parseDefinition(shape.ours);
  const ours = await fastest(shape.states, async () => {
    const history: HistoryEvent[] = [];
    const invoke = () => Promise.reject<Json>(new Error("The benchmark has no Tasks"));
    const outcome = await execute(definition, input, { invoke, onEvent: (event) => history.push(event) });
    if (outcome.status !== "SUCCEEDED" || history.length < shape.states)
      throw new Error(JSON.stringify(outcome));
  });
  const machine = new StateMachine(shape.theirs);
  const theirs = await fastest(shape.states, () => machine.run(input, {}).result);
  rows.push({
    machine: shape.name,
    "ours, states/s": Math.round(ours),
    "aws-local-stepfunctions, states/s": Math.round(theirs),
    ratio: Number((ours / theirs).toFixed(2)),
  });
}
console.table(rows);
