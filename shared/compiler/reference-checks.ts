import { memberOf, objectOf, text } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import { carriedEntries, refusalCode } from "./guard-code.ts";
import { type FieldModel, givenModels } from "./model.ts";
import type { SqlScope } from "./sql-scope.ts";

/**
 * Code that refuses a field's value of `variable` where it, or what it holds inside, refers to nothing: with a refusal
 * of the field's own, where it has one.
 */
export function referenceChecks(field: FieldModel, variable: string, scope: SqlScope): string[] {
  const value = memberOf(variable, field.name);
  return checks(field, { path: field.name, value, depth: 0, refusal: ownRefusal(field, value, scope) });
}

/** Values for the kit that say how the field's reference to nothing is refused, where not as all are. */
function ownRefusal(
  { field, target }: FieldModel,
  value: string,
  { entities, models, roles }: SqlScope,
): string[] {
  const { name, unknownRefusal } = field;
  if (unknownRefusal === undefined || target === undefined) return [];
  const code = { inputs: () => value, values: String, created: String };
  const carried = carriedEntries(unknownRefusal, { entities, models, roles, inputs: [field], code });
  return [
    refusalCode(unknownRefusal, `${name}: names no ${target.noun}.`),
    ...(carried.length > 0 ? [objectOf(carried)] : []),
  ];
}

interface Place {
  /** As an error tells it, the content of a template literal. */
  path: string;
  value: string;
  depth: number;
  refusal: readonly string[];
}

function checks(model: FieldModel, { path, value, depth, refusal }: Place): string[] {
  const { field, target, inner, element: ofList } = model;
  if (target !== undefined) {
    const shown = path.includes("${") ? `\`${path}\`` : text(path);
    return [`${rowsOf(target)}.checkReference(${[shown, value, ...refusal].join(", ")});`];
  }
  const isList = field.type === "list";
  const [index, element] = depth === 0 ? ["index", "element"] : [`index${depth + 1}`, `element${depth + 1}`];
  const elements =
    ofList?.target === undefined
      ? []
      : checks(ofList, { path: `${path}.\${${index}}`, value: element, depth: depth + 1, refusal });
  const properties = givenModels(inner).flatMap((property) =>
    checks(property, {
      path: isList ? `${path}.\${${index}}.${property.field.name}` : `${path}.${property.field.name}`,
      value: isList ? memberOf(element, property.field.name) : optional(value, property.field.name),
      depth: isList ? depth + 1 : depth,
      refusal,
    }),
  );
  const lines = [...elements, ...properties];
  return isList && lines.length > 0
    ? [`for (const [${index}, ${element}] of (${value} ?? []).entries()) {`, ...lines, "}"]
    : lines;
}

function optional(object: string, property: string): string {
  const member = memberOf(object, property).slice(object.length);
  return `${object}?.${member.replace(/^\./, "")}`;
}
