import { memberOf, text } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import { type FieldModel, givenModels } from "./model.ts";

/** Code that refuses a field's value of `variable` where it, or what it holds inside, refers to nothing. */
export function referenceChecks(field: FieldModel, variable: string): string[] {
  return checks(field, { path: field.name, value: memberOf(variable, field.name), depth: 0 });
}

interface Place {
  /** As an error tells it, the content of a template literal. */
  path: string;
  value: string;
  depth: number;
}

function checks(model: FieldModel, { path, value, depth }: Place): string[] {
  const { field, target, inner } = model;
  if (target !== undefined) {
    const shown = path.includes("${") ? `\`${path}\`` : text(path);
    return [`${rowsOf(target)}.checkReference(${shown}, ${value});`];
  }
  const isList = field.type === "list";
  const [index, element] = depth === 0 ? ["index", "element"] : [`index${depth + 1}`, `element${depth + 1}`];
  const lines = givenModels(inner).flatMap((property) =>
    checks(property, {
      path: isList ? `${path}.\${${index}}.${property.field.name}` : `${path}.${property.field.name}`,
      value: isList ? memberOf(element, property.field.name) : optional(value, property.field.name),
      depth: isList ? depth + 1 : depth,
    }),
  );
  return isList && lines.length > 0
    ? [`for (const [${index}, ${element}] of (${value} ?? []).entries()) {`, ...lines, "}"]
    : lines;
}

function optional(object: string, property: string): string {
  const member = memberOf(object, property).slice(object.length);
  return `${object}?.${member.replace(/^\./, "")}`;
}
