import type { Action } from "../../blueprint/action.ts";
import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import { refusedProperties } from "../../blueprint/refused-properties.ts";
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
