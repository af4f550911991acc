import type { Each } from "../blueprint/action.ts";
import type { Elements, Expression, Order, Path, Things } from "../blueprint/expression.ts";
import type { Field } from "../blueprint/field.ts";
import { entityOf, fieldAt, scopeOf } from "../blueprint/value-type.ts";
import { memberOf, text } from "../code/literal.ts";
import { type Around, type EachAround, evaluation } from "./action-around.ts";
import { wholeRowsOf } from "./call-code.ts";
import { columnNamed, modelNamed } from "./model.ts";
import { quoted } from "./sql.ts";
import { orderSql, sqlOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";

/** SQL name of each one's row, which no row of an aggregate has. */
const eachRow = quoted("each_0");

/** Code of what an effect goes over, and what it stands in for each of it. */
export function eachOf(outer: Around, { things, order }: Each): { code: string; around: Around } {
  const scope: SqlScope = {
    ...outer.scope,
    ...scopeOf(things, outer.scope),
    ownRow: eachRow,
    around: outer.scope,
  };
  const { rows, ...over } =
    "list" in things ? elementsOf(outer, things, order) : rowsOver(outer, things, order);
  const within = (value: string) =>
    value.includes(eachRow) ? `(SELECT ${value} FROM ${rows} AS ${eachRow}${over.where})` : value;
  return {
    code: over.code,
    around: { ...outer, scope, each: { outer, within, known: over.known } },
  };
}

interface Over {
  code: string;
  rows: string;
  where: string;
  known: EachAround["known"];
}

function rowsOver(outer: Around, things: Things, order: Order[] | undefined): Over {
  const model = modelNamed(outer.models, things.entity);
  return {
    code: keysCode(outer, things, order),
    rows: quoted(model.table),
    where: ` WHERE ${eachRow}.${quoted(model.key.column)} = \${each}`,
    known: ([first]) => (first === undefined ? "each" : undefined),
  };
}

function elementsOf(outer: Around, { list, where }: Elements, order: Order[] | undefined): Over {
  const field = fieldAt(list, outer.scope);
  const type = elementsType(outer, list) ?? keysType(outer, { list });
  const isWhole = where === undefined && order === undefined;
  const given =
    isWhole && list.scope === "input" && list.names.length === 1 ? evaluation(outer, list) : undefined;
  const isSure = field?.required === true || field?.default !== undefined;
  return {
    code:
      given === undefined
        ? evaluation(outer, elementsIn({ list, ...(where && { where }) }, order), type ?? "unknown[]")
        : `${given}${isSure ? "" : " ?? []"}`,
    rows: `json_each(\${JSON.stringify([each])})`,
    where: "",
    known: (names) => (type === undefined ? undefined : elementCode(field, names)),
  };
}

function elementsIn(things: Elements, order: Order[] | undefined): Expression {
  const value: Path = { kind: "path", scope: "own", names: [] };
  return { kind: "aggregate", name: "list", things, value, ...(order && { order }) };
}

/** TypeScript's type of a list that an action takes or that its thing has; undefined of others. */
function elementsType({ model, scope }: Around, { scope: of, names }: Path): string | undefined {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) return undefined;
  if (of === "input") return `NonNullable<typeof ${scope.code?.inputs(name)}>`;
  return of === "own" && model !== undefined ? `NonNullable<${model.type}[${text(name)}]>` : undefined;
}

/** TypeScript's type of a list of things. */
function keysType({ models, scope }: Around, elements: Elements): string | undefined {
  const { own } = scopeOf(elements, scope);
  const entity = own && entityOf(own);
  return entity === undefined ? undefined : `${modelNamed(models, entity).key.type}[]`;
}

/** An element, or a property that it surely has as callers have given it. */
function elementCode(field: Field | undefined, [first, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined;
  const properties = field?.items?.properties;
  if (first === undefined) return properties === undefined ? "each" : undefined;
  const property = properties?.find(({ name }) => name === first);
  const isThere = property?.source === "input" && property.required && !property.nullable;
  return isThere ? memberOf("each", first) : undefined;
}

/** Code of the keys that elements of a list are, in its order. */
export function namedKeysCode(around: Around, elements: Elements): string {
  return evaluation(around, elementsIn(elements, undefined), keysType(around, elements));
}

/** Code of the keys of several things, in their order or that of their creation. */
export function keysCode(around: Around, things: Things, order?: Order[]): string {
  const model = modelNamed(around.models, things.entity);
  const { where, inner } = conditionOf(around, things);
  const by = order === undefined ? "" : `, sql\`${orderSql(order, inner)}\``;
  return `${wholeRowsOf(model)}.keys<${model.key.type}>(sql\`${where}\`${by})`;
}

/** The condition that picks the things, on their own row. */
function conditionOf({ models, scope }: Around, things: Things): { where: string; inner: SqlScope } {
  const model = modelNamed(models, things.entity);
  const row = quoted(model.table);
  const conditions: string[] = [];
  if (things.via !== undefined) conditions.push(`${row}.${quoted(columnNamed(model, things.via))} = \${id}`);
  // The thing around is a row of its own there.
  const inner: SqlScope = {
    ...scope,
    ...scopeOf(things, scope),
    ownRow: row,
    around: scope.own === undefined ? scope : { ...scope, ownRow: quoted("around") },
  };
  if (things.where !== undefined)
    conditions.push(aroundIt(`(${sqlOf(things.where, inner)})`, { models, scope }));
  return { where: conditions.length === 0 ? "1" : conditions.join(" AND "), inner };
}

/** SQL over each of several things, in which the action's own thing is `around`. */
function aroundIt(value: string, { models, scope }: Pick<Around, "models" | "scope">): string {
  if (scope.own === undefined || !value.includes(quoted("around"))) return value;
  const own = modelNamed(models, scope.own.name);
  return `(SELECT ${value} FROM ${quoted(own.table)} AS "around" WHERE "around".${quoted(own.key.column)} = \${id})`;
}
