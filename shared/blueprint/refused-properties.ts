import type { Entity } from "./entity.ts";
import type { Field } from "./field.ts";

/** The properties that a create or a change of a thing must not hold, whatever they say, in the order of the fields. */
export function refusedProperties(entity: Entity, when: "creates" | "changes"): string[] {
  const { identifier, fields, setByService } = entity;
  const isSetRefused = setByService === "refuse";
  const refused = fields.filter(
    ({ source, refusedInChanges }) =>
      (isSetRefused && source !== "input") || (when === "changes" && refusedInChanges === true),
  );
  const own = isSetRefused && identifier.type !== "given" ? [identifier.name] : [];
  return [...own, ...refused.map(({ name }) => name)];
}

/** Whether a change of the field is ignored, or refused for holding it. */
export function isLeftAlone({ ignoredInChanges, refusedInChanges }: Field): boolean {
  return ignoredInChanges === true || refusedInChanges === true;
}
