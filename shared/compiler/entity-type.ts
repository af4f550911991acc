import { withArticle } from "../article.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import { isAlwaysSet, isNeverEmpty } from "../blueprint/never-empty.ts";
import { commentText, propertyKey } from "../code/literal.ts";
import { computedType } from "./live-code.ts";
import { type EntityModel, orNull } from "./model.ts";
import { capitalized } from "./names.ts";

/** TypeScript's type of a record, with what it says of itself. */
export function entityType(model: EntityModel, blueprint: Blueprint): string {
  const { key, serial, entity } = model;
  const lines: string[] = [];
  if (key.kind !== "given") lines.push(`  ${propertyKey(key.name)}: ${key.type};`);
  if (serial !== undefined && serial.name !== key.name) lines.push(`  ${propertyKey(serial.name)}: number;`);
  const scope = { entities: blueprint.entities, own: entity };
  for (const { field, name, type, mayBeNull } of model.fields) {
    const isNull = mayBeNull && !isAlwaysSet(field, scope, blueprint);
    if (field.description !== undefined) lines.push(`  /** ${commentText(field.description)} */`);
    lines.push(`  ${propertyKey(name)}: ${isNull ? orNull(type) : type};`);
  }
  for (const { field, name, type } of model.computed) {
    if (field.description !== undefined) lines.push(`  /** ${commentText(field.description)} */`);
    const isFilled = field.expression !== undefined && isNeverEmpty(field.expression, scope);
    lines.push(`  ${propertyKey(name)}: ${computedType(field, type, isFilled)};`);
  }
  for (const { name, type } of model.seen) lines.push(`  ${propertyKey(name)}: ${type} | null;`);
  const description = commentText(entity.description ?? `${withArticle(model.noun)} as it is kept`);
  return `/** ${endWithStop(capitalized(description))} */\nexport type ${model.type} = {\n${lines.join("\n")}\n};\n`;
}

function endWithStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
