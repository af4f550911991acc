import { type Action, isInBody, thingParameters } from "../blueprint/action.ts";
import type { Json } from "../models/model.ts";
import type { Random } from "../random.ts";
import { isRelative } from "./model/step.ts";
import { sampleAt } from "./samples/sample.ts";
import { poolOf } from "./scenario/pools.ts";
import type { Relevance } from "./scenario/relevance.ts";
import type { Subject } from "./subject.ts";

/** What makes a thing fit to be referred to: values that it is given, and actions that are called on it then. */
export interface Preparation {
  values: ReadonlyMap<string, Json>;
  acts: readonly { action: Action; inputs: Readonly<Record<string, Json>> }[];
}

/** Samples further on than any that tests of one file come to. */
const FAR = [0, 20_000] as const;

/** Most actions that are called on a thing. */
const ACTS = 3;

/** A preparation by chance: values of the fields that matter, and actions that take nothing but plain values. */
export function preparationAt(random: Random, target: Subject, relevance: Relevance): Preparation {
  const values = new Map<string, Json>();
  const names = relevance.fields.get(target.entity.name) ?? new Set();
  for (const field of target.inputs) {
    if (field.type === "reference" || target.varies(field) || !names.has(field.name)) continue;
    if (random.chance(0.3)) continue;
    const pool = poolOf(field, relevance).flatMap((value) => (isRelative(value) ? [] : [value as Json]));
    const isTime = field.type === "date" || field.type === "datetime";
    const value = random.pick(isTime ? FAR.map((index) => sampleAt(field, index)) : pool);
    if (value !== undefined) values.set(field.name, value);
  }
  const actions = target.entity.actions.filter(
    (action) =>
      thingParameters(action).length > 0 &&
      action.method !== "GET" &&
      action.inputs.every(
        (input) => !input.required || (input.type !== "reference" && isInBody(action, input)),
      ),
  );
  const acts: Preparation["acts"][number][] = [];
  for (let count = random.below(ACTS + 1); count > 0; count -= 1) {
    const action = random.pick(actions);
    if (action === undefined) continue;
    const inputs = action.inputs.filter(({ required }) => required);
    acts.push({
      action,
      inputs: Object.fromEntries(inputs.map((input) => [input.name, sampleAt(input, 1)])),
    });
  }
  return { values, acts };
}
