import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { comparableParameter } from "../../blueprint/list-comparisons.ts";
import { refusedProperties } from "../../blueprint/refused-properties.ts";
import { holds } from "../samples/comparison.ts";
import type { Thing } from "../world.ts";
import { type Reason, type SentValues, stages } from "./step.ts";

/** What a create or a change must not hold, and does. */
export function unwanted(
  { refusals }: Blueprint,
  entity: Entity,
  { given, when }: { given: SentValues; when: "creates" | "changes" },
): Reason[] {
  return refusedProperties(entity, when)
    .filter((name) => Object.hasOwn(given, name))
    .map(() => ({
      status: refusals.invalid,
      by: `entities/${entity.name}/setByService`,
      stage: stages.body,
    }));
}

/** Inputs that an action is given as null and that may not be null. */
export function emptyInputs(
  { refusals }: Blueprint,
  action: Action,
  { given, path }: { given: SentValues; path: string },
): Reason[] {
  return action.inputs
    .filter(({ name, nullable }) => given[name] === null && !nullable)
    .map(({ name }) => ({ status: refusals.invalid, by: `${path}/fields/${name}`, stage: stages.body }));
}

/** Parameters of a list that do not fit together. */
export function parametersAtOdds(
  { refusals }: Blueprint,
  entity: Entity,
  { query, input }: { query: readonly (readonly [string, string])[]; input: Thing },
): Reason[] {
  const given = (name: string) => {
    const text = query.find(([parameter]) => parameter === name)?.[1] ?? input[name] ?? null;
    return text !== null && comparableParameter(entity, name) === "number" ? Number(text) : text;
  };
  return (entity.list.comparisons ?? [])
    .filter(({ left, operator, right }) => !holds(given(left), operator, given(right)))
    .map(() => ({
      status: refusals.invalid,
      by: `entities/${entity.name}/list/comparisons`,
      stage: stages.body,
    }));
}
