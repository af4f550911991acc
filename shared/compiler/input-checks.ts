import type { Blueprint } from "../blueprint/blueprint.ts";
import { arrayOf } from "../code/literal.ts";
import { momentChecks } from "./field-rules.ts";
import type { FieldModel } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Whether a reference to nothing is told with the other fields that are wrong: it has their status, and no refusal of its own. */
function isToldTogether({ field }: FieldModel, { refusals }: Blueprint): boolean {
  return field.unknownRefusal === undefined && refusals.unknownReference === refusals.invalid;
}

/**
 * Code that reads what is given by its schema, and tells at once what is wrong with it in each field: days and moments on
 * the wrong side of `now`, and references to nothing where they are refused as any wrong value.
 */
export function readingCode(
  { schema, given }: { schema: string; given: string },
  fields: readonly FieldModel[],
  { blueprint, scope }: { blueprint: Blueprint; scope: SqlScope },
): string {
  const checks = fields.flatMap((model) => [
    momentChecks([model.field], "given"),
    isToldTogether(model, blueprint) ? referenceChecks(model, "given", scope) : [],
  ]);
  const functions = checks.filter(({ length }) => length > 0).map(checkCode);
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
