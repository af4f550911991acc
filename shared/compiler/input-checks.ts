import type { Blueprint } from "../blueprint/blueprint.ts";
import { refusedProperties } from "../blueprint/refused-properties.ts";
import { arrayOf, text } from "../code/literal.ts";
import { momentChecks } from "./field-rules.ts";
import type { EntityModel, FieldModel } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Whether a reference to nothing is told with the other fields that are wrong: it has their status, and no refusal of its own. */
function isToldTogether({ field }: FieldModel, { refusals }: Blueprint): boolean {
  return field.unknownRefusal === undefined && refusals.unknownReference === refusals.invalid;
}

/** What is read of a request: code of the schema and of the value, and what must not be in it. */
export interface Given {
  schema: string;
  given: string;
  /** Statements that look at more of what is `given`, each by itself. */
  checks?: readonly string[] | undefined;
  /** Properties whose presence alone is refused, and the order in which all that is wrong is told. */
  refused?: { properties: readonly string[]; order: readonly string[] } | undefined;
}

/**
 * What reading the body of a create or change refuses by its presence; undefined where that is nothing, and where the
 * schema refuses all that it does not name.
 */
export function refusedIn({ entity }: EntityModel, when: "creates" | "changes"): Given["refused"] {
  const properties = refusedProperties(entity, when);
  if (properties.length === 0 || entity.unknownProperties === "refuse") return undefined;
  const names = [entity.identifier.name, ...entity.fields.map(({ name }) => name)];
  return { properties, order: [...new Set(names)] };
}

/**
 * Code that reads what is given by its schema, and tells at once what is wrong with it in each field: days and moments on
 * the wrong side of `now`, and references to nothing where they are refused as any wrong value.
 */
export function readingCode(
  { schema, given, checks: further = [], refused }: Given,
  fields: readonly FieldModel[],
  { blueprint, scope }: { blueprint: Blueprint; scope: SqlScope },
): string {
  const checks = fields.flatMap((model) => [
    momentChecks([model.field], "given"),
    isToldTogether(model, blueprint) ? referenceChecks(model, "given", scope) : [],
  ]);
  checks.push(...further.map((statement) => [statement]));
  const functions = checks.filter(({ length }) => length > 0).map(checkCode);
  if (refused !== undefined) {
    functions.push(`(_, whole) => refuseGiven(whole, ${arrayOf(refused.properties.map(text))})`);
    return `parseChecked(${schema}, ${given}, ${arrayOf(functions)}, ${arrayOf(refused.order.map(text))})`;
  }
  return functions.length === 0
    ? `parse(${schema}, ${given})`
    : `parseChecked(${schema}, ${given}, ${arrayOf(functions)})`;
}

function checkCode(lines: readonly string[]): string {
  const [only = ""] = lines;
  const isCall = lines.length === 1 && /^[\w.]+\(/.test(only);
  return `(given) => ${isCall ? only.replace(/;$/, "") : `{\n${lines.join("\n")}\n}`}`;
}

/** Statements that refuse references to nothing which are not told with other fields. */
export function laterChecks(
  fields: readonly FieldModel[],
  variable: string,
  { blueprint, scope }: { blueprint: Blueprint; scope: SqlScope },
): string[] {
  return fields
    .filter((model) => !isToldTogether(model, blueprint))
    .flatMap((model) => referenceChecks(model, variable, scope));
}
