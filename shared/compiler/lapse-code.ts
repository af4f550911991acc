import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { Lapse } from "../blueprint/lapse.ts";
import { ripeningOf } from "../blueprint/lapse-due.ts";
import { moreThanOwnRow } from "../blueprint/own-row.ts";
import { arrayOf, type Entry, literal, objectOf, propertyKey, templateText, text } from "../code/literal.ts";
import { dependentsOf } from "./dependents.ts";
import { rowScope } from "./live-code.ts";
import { type EntityModel, fieldNamed } from "./model.ts";
import { quoted, sqlText } from "./sql.ts";
import { sqlOf } from "./sql-expression.ts";
import { movedSql } from "./sql-function.ts";
import type { SqlScope } from "./sql-scope.ts";

/** When something lapses, as SQL over its row in template literals. */
interface Due {
  /** What must be so besides the time: its state, conditions that do not ripen. */
  conditions: string[];
  /** What these look at, where that is its own and decides: SQL that an index can order rows by. */
  looksAt: string[];
  /** From which moment on it does, as far as that is known; null where never. */
  from?: string;
  /** The moment that it is dated. */
  at: string;
}

/** SQL of the moment of the call. */
const now = `\${call.now}`;

/** The part of a table's definition that says what happens to its rows by themselves. */
export function lapseDefinition(
  model: EntityModel,
  models: readonly EntityModel[],
  blueprint: Blueprint,
): Entry[] {
  const { entity, since } = model;
  if (entity.lapses === undefined) return [];
  const scope = rowScope(model, models, blueprint);
  const touched = model.fields.filter(({ field }) => field.source === "updated-at");
  const lapses = entity.lapses.map((lapse) => {
    const { conditions, from, at } = dueOf(lapse, model, scope);
    const kept = lapse.move === undefined ? keptBy(model, models) : [];
    const all = [...conditions, ...(from === undefined ? [] : [`${from} <= ${now}`]), ...kept];
    const entries: Entry[] = [
      ["due", fragment(all.join(" AND "))],
      ["at", fragment(at)],
    ];
    if (lapse.move !== undefined) {
      const values: Entry[] = [
        [propertyKey(fieldNamed(model, lapse.move.field).name), text(lapse.move.to)],
        ...touched.map(({ name }): Entry => [propertyKey(name), "at"]),
      ];
      entries.push(["sets", `${touched.length === 0 ? "()" : "(at)"} => (${objectOf(values)})`]);
    }
    return objectOf(entries);
  });
  return [
    ...(since.length === 0
      ? []
      : [["since", literal(Object.fromEntries(since.map(({ field, column }) => [field, column])))] as Entry]),
    ["lapses", arrayOf(lapses)],
  ];
}

/** What indexes find what is due by, each with its name: none for what hangs on other things. */
export function lapseIndexes(
  model: EntityModel,
  models: readonly EntityModel[],
  blueprint: Blueprint,
): Entry[] {
  const { entity, table } = model;
  const scope = rowScope(model, models, blueprint);
  const parts = (entity.lapses ?? []).map((lapse) => {
    const { looksAt, from } = dueOf(lapse, model, scope);
    return [...looksAt, ...(from === undefined ? [] : [from])]
      .filter(canBeIndexed)
      .map((part) => part.replaceAll(`${quoted(table)}.`, ""));
  });
  const different = new Map(parts.map((by) => [JSON.stringify(by), by]));
  return [...different.values()]
    .filter((by) => by.length > 0)
    .map((by, index) => [text(`${table}-lapsing-${index + 1}`), literal(by)]);
}

function dueOf({ move, due }: Lapse, model: EntityModel, scope: SqlScope): Due {
  const row = scope.ownRow ?? "";
  const field = move && fieldNamed(model, move.field);
  const sinceColumn = model.since.find((one) => one.field === (field?.name ?? model.key.name))?.column;
  const since = sinceColumn === undefined ? [] : [`${row}.${quoted(sinceColumn)}`];
  const state = field && `${row}.${quoted(field.column)}`;
  const looksAt = state === undefined ? [] : [state];
  const conditions = move && state !== undefined ? [isOneOf(state, move.from)] : [];
  if ("after" in due) {
    const from = later(since[0] ?? "NULL", due.after, scope);
    return { looksAt, conditions, from, at: from };
  }
  const { times, rest } = ripeningOf(due.when, scope);
  for (const one of rest) {
    const written = sqlOf(one, scope);
    const isOwn = moreThanOwnRow(one, scope) === undefined && canBeIndexed(written);
    if (isOwn) looksAt.push(written);
    conditions.push(isOwn ? `(${written}) = 1` : `(${written})`);
  }
  if (times.length === 0) return { looksAt, conditions, at: now };
  const moments = times.map(({ expression }) => momentOf(expression, scope));
  if (rest.length > 0) return { looksAt, conditions, from: latest(moments), at: now };
  const changed = model.fields.filter((one) => one.field.source === "updated-at");
  // It did not lapse before it came to be as it is.
  const before = [
    ...(move === undefined ? [] : since),
    ...changed.map(({ column }) => `${row}.${quoted(column)}`),
  ];
  return { looksAt, conditions, from: latest(moments), at: latest([...moments, ...before]) };
}

/**
 * What must be so of a thing that goes by itself, as far as one statement tells: that nothing keeps it which does not go with
 * it. So what is kept for long is not tried at each call.
 */
function keptBy(model: EntityModel, models: readonly EntityModel[]): string[] {
  const dependents = dependentsOf(model, models);
  const going = new Set(dependents.flatMap(({ table, onDelete }) => (onDelete === "delete" ? [table] : [])));
  return dependents.flatMap(({ table, column, keys, refersTo, onDelete }) => {
    if (onDelete !== "refuse" || refersTo !== model.table || keys !== undefined) return [];
    if (table === model.table || going.has(table)) return [];
    const [keeper, own] = [quoted(table), `${quoted(model.table)}.${quoted(model.key.column)}`];
    return [`NOT EXISTS (SELECT 1 FROM ${keeper} WHERE ${keeper}.${quoted(column)} = ${own})`];
  });
}

/** An index can hold no query, and nothing of a call. */
function canBeIndexed(sql: string): boolean {
  return !/SELECT|\$\{/.test(sql);
}

function isOneOf(column: string, values: readonly string[]): string {
  const texts = values.map((value) => templateText(sqlText(value)));
  return texts.length === 1 ? `${column} = ${texts[0]}` : `${column} IN (${texts.join(", ")})`;
}

function later(moment: string, duration: Expression, scope: SqlScope): string {
  if (duration.kind !== "duration") throw new Error("A state lapses after a duration.");
  const { amount, unit } = duration;
  return movedSql(moment, { kind: "moment" }, "+", { amount: sqlOf(amount, scope), unit });
}

/** A date or moment as all moments of the service are written, so that texts compare as times do. */
function momentOf(expression: Expression, scope: SqlScope): string {
  const written = sqlOf(expression, scope);
  return written.startsWith("strftime('%Y-%m-%dT%H:%M:%fZ', ")
    ? written
    : `strftime('%Y-%m-%dT%H:%M:%fZ', ${written})`;
}

function latest(moments: readonly string[]): string {
  return moments.length === 1 ? (moments[0] ?? "") : `max(${moments.join(", ")})`;
}

function fragment(sql: string): string {
  return `${sql.includes("${call.") ? "(call)" : "()"} => sql\`${sql}\``;
}
