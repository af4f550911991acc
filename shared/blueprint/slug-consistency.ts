import type { Blueprint } from "./blueprint.ts";
import type { Inconsistency } from "./consistency.ts";
import type { Entity } from "./entity.ts";
import type { Field } from "./field.ts";
import { fieldsBesideThings } from "./other-fields.ts";

const texts: readonly Field["type"][] = ["string", "email", "url", "choice"];

/** Slugs that can't be made as they are said to be. */
export function slugProblems(blueprint: Blueprint): Inconsistency[] {
  return [
    ...blueprint.entities.flatMap((entity) => entity.fields.flatMap((field) => problemOf(field, entity))),
    ...fieldsBesideThings(blueprint)
      .filter(({ source }) => source === "slug")
      .map((field) => told(field, "can't be made of another: only a field of a thing can")),
  ];
}

function problemOf(field: Field, { fields, name, identifier }: Entity): Inconsistency[] {
  if (field.source !== "slug") return [];
  const { of = "" } = field;
  const text = fields.find((one) => one.name === of);
  if (text === undefined) return [told(field, `is made of \`${of}\`, which is no field of ${name}`)];
  if (!texts.includes(text.type) || text.source !== "input")
    return [told(field, `is made of \`${of}\`, which is no text that is given`)];
  if (identifier.name === field.name)
    return [
      told(field, `can't identify ${name}: it has an \`id\`, and a list finds it by \`?${field.name}\``),
    ];
  const { minLength, maxLength, pattern, notBlank, letterCase, default: preset } = field;
  const limits = [minLength, maxLength, pattern, notBlank, letterCase, preset];
  if (limits.some((limit) => limit !== undefined) || field.trim || field.required || field.nullable)
    return [
      told(field, "is made by the service: of its own it can be `unique`, `fixed`, `hidden` and described"),
    ];
  return field.unique === "ignore-case"
    ? [told(field, "is in lower case, so `unique` alone says as much as `unique without case`")]
    : [];
}

function told(field: Field, problem: string): Inconsistency {
  return { message: `\`${field.name}\` ${problem}`, parts: [field] };
}
