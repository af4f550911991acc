import type { BranchDefinition } from "./definition.ts";
import { DefinitionError } from "./definition-error.ts";
import type { Shape } from "./schema.ts";

/**
 * Checks how the states of a machine, and of the machines inside it, follow each other: every name is used once, every
 * target is there, some state ends each machine, and every state can be reached. Throws a DefinitionError.
 */
export function checkTransitions(branch: BranchDefinition): void {
  checkNames(branch, new Set());
  checkBranch(branch);
}

function checkNames(branch: BranchDefinition, used: Set<string>): void {
  for (const [name, { branches, path }] of branch.states) {
    if (used.has(name)) {
      throw new DefinitionError(`Duplicate State name: ${name}`, path, "DUPLICATE_STATE_NAME");
    }
    used.add(name);
    for (const inner of branches) checkNames(inner, used);
  }
}

function checkBranch({ startAt, states, path: place }: BranchDefinition): void {
  const missing = (target: string, path: string) =>
    new DefinitionError(`Missing 'Next' target: ${target}`, path, "MISSING_TRANSITION_TARGET");
  if (!states.has(startAt)) throw missing(startAt, `${place}/StartAt`);
  for (const { shape, path } of states.values()) {
    for (const [target, where] of targetsOf(shape))
      if (!states.has(target)) throw missing(target, path + where);
  }
  if (![...states.values()].some(({ shape }) => ends(shape))) {
    throw new DefinitionError("Workflow has no terminal state", place, "MISSING_END_STATE");
  }
  const reached = new Set([startAt]);
  for (const name of reached) {
    const state = states.get(name);
    for (const [target] of state === undefined ? [] : targetsOf(state.shape)) reached.add(target);
  }
  for (const [name, { path, branches }] of states) {
    if (!reached.has(name)) {
      throw new DefinitionError(`State "${name}" is not reachable.`, path, "MISSING_TRANSITION_TARGET");
    }
    for (const inner of branches) checkBranch(inner);
  }
}

function ends(shape: Shape): boolean {
  return shape.Type === "Succeed" || shape.Type === "Fail" || ("End" in shape && shape.End === true);
}

/** The states to which one can lead, each with the slash path of the field that names it. */
function targetsOf(shape: Shape): [target: string, field: string][] {
  const found: [string, string][] = [];
  if ("Next" in shape && shape.Next !== undefined) found.push([shape.Next, "/Next"]);
  if ("Catch" in shape) {
    for (const [index, { Next }] of (shape.Catch ?? []).entries())
      found.push([Next, `/Catch[${index}]/Next`]);
  }
  if (shape.Type === "Choice") {
    for (const [index, { Next }] of shape.Choices.entries()) found.push([Next, `/Choices[${index}]/Next`]);
    if (shape.Default !== undefined) found.push([shape.Default, "/Default"]);
  }
  return found;
}
