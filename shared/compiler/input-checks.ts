import type { Blueprint } from "../blueprint/blueprint.ts";
import { refusedProperties } from "../blueprint/refused-properties.ts";
import { isUnknownApart, unknownStatus } from "../blueprint/told-together.ts";
import { arrayOf, objectOf, text } from "../code/literal.ts";
import { momentChecks } from "./field-rules.ts";
import { uses } from "./imports.ts";
import { type EntityModel, type FieldModel, refers } from "./model.ts";
import { referenceChecks } from "./reference-checks.ts";
import type { SqlScope } from "./sql-scope.ts";

/** The references among fields, or inside them, that are not told with the other fields, by the status of one to nothing. */
export function referencesApart(fields: readonly FieldModel[], blueprint: Blueprint) {
  return fields
    .filter((model) => refers(model) && isUnknownApart(model.field, blueprint))
    .map((model) => ({
      kind: "reference" as const,
      field: model,
      status: unknownStatus(model.field, blueprint),
    }));
}

/** What is read of a request: code of the schema and of the value, and what must not be in it. */
export interface Given {
  schema: string;
  given: string;
  /** Statements that look at more of what is `given`, each by itself. */
  checks?: readonly string[] | undefined;
  /** Properties whose presence alone is refused, and the order in which all that is wrong is told. */
  refused?: { properties: readonly string[]; order: readonly string[] } | undefined;
  /**
   * Statements that judge what is told before anything that is wrong here; what is right of it is `given` to them.
   * `isSettled`: they also do where nothing is wrong.
   */
  judge?: { statements: readonly string[]; isSettled: boolean } | undefined;
  /** Code around that which reads what is sent. */
  read?: ((sent: string, read: (taken: string) => string) => string) | undefined;
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
  { schema, given, checks: further = [], refused, judge, read = (sent, inner) => inner(sent) }: Given,
  fields: readonly FieldModel[],
  { blueprint, scope }: { blueprint: Blueprint; scope: SqlScope },
): string {
  const checks = fields.flatMap((model) => [
    momentChecks([model.field], "given"),
    isUnknownApart(model.field, blueprint) ? [] : referenceChecks(model, "given", scope),
  ]);
  checks.push(...further.map((statement) => [statement]));
  const functions = checks.filter(({ length }) => length > 0).map(checkCode);
  if (refused !== undefined)
    functions.push(`(_, whole) => refuseGiven(whole, ${arrayOf(refused.properties.map(text))})`);
  const order = refused === undefined ? [] : [arrayOf(refused.order.map(text))];
  const parsed = (sent: string) =>
    read(sent, (value) =>
      functions.length === 0
        ? `parse(${schema}, ${value})`
        : `parseChecked(${[schema, value, arrayOf(functions), ...order].join(", ")})`,
    );
  return judge === undefined || judge.statements.length === 0
    ? parsed(given)
    : judgedReading(schema, { given, parsed, ...judge });
}

/** Code that reads what is given; where that refuses, what is told before it is judged first. */
function judgedReading(
  schema: string,
  {
    given,
    parsed,
    statements,
    isSettled,
  }: {
    given: string;
    parsed: (value: string) => string;
    statements: readonly string[];
    isSettled: boolean;
  },
): string {
  const waits = /\bawait\b/.test(given);
  const only = /^await ([^;]*)$/.exec(given)?.[1];
  const isOnly = only !== undefined && !/\bawait\b/.test(only);
  const sent = isOnly ? only : given.startsWith("{") ? `(${given})` : given;
  const code = statements.join("\n");
  return `await ${isSettled ? "judgedFirst" : "refusedFirst"}(${schema}, ${objectOf([
    ["sent", `${waits && !isOnly ? "async " : ""}() => ${sent}`],
    ["read", `(given) => ${parsed("given")}`],
    ["judge", `(${uses(code, "given") ? "given" : ""}) => {\n${code}\n}`],
  ])})`;
}

function checkCode(lines: readonly string[]): string {
  const [only = ""] = lines;
  const isCall = lines.length === 1 && /^[\w.]+\(/.test(only);
  return `(given) => ${isCall ? only.replace(/;$/, "") : `{\n${lines.join("\n")}\n}`}`;
}
