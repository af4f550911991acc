import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Entity } from "../../blueprint/entity.ts";
import type { Random } from "../../random.ts";
import { isEarlier, isRelative, type Sent } from "../model/step.ts";
import { Subject } from "../subject.ts";
import { recipeOf } from "../valid-things.ts";

/** What is known of a kind of thing that can't be made without a recipe: by values near each other, or of prepared things. */
export function hardSubject(blueprint: Blueprint, entity: Entity): Subject | undefined {
  if (!entity.operations.some(({ kind }) => kind === "create")) return undefined;
  const subject = new Subject(blueprint, entity);
  const recipe = recipeOf(subject);
  return recipe?.spacing === undefined && recipe?.preparations === undefined ? undefined : subject;
}

/** Puts moments that follow others in the same thing as near to them as its rules need, more often than not. */
export function spaced(subject: Subject, values: Record<string, Sent>, random: Random): void {
  for (const field of subject.inputs) {
    const later = subject.later(field);
    const before = later === undefined ? undefined : values[subject.followed(field)?.name ?? ""];
    if (later === undefined || before === undefined || !(field.name in values) || random.chance(0.1))
      continue;
    if (isEarlier(before)) continue;
    values[field.name] = isRelative(before)
      ? { $days: before.$days + later / 86_400_000 }
      : new Date(Date.parse(String(before)) + later).toISOString();
  }
}
