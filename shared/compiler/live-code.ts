import { absenceOf, hidingOf } from "../blueprint/absence.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Entity } from "../blueprint/entity.ts";
import { ownNamesRead } from "../blueprint/expression.ts";
import { type Field, workedOutProperties } from "../blueprint/field.ts";
import { fieldType } from "../blueprint/value-type.ts";
import { arrayOf, type Entry, literal, objectOf, propertyKey } from "../code/literal.ts";
import { callerScope } from "./call-code.ts";
import { carriedEntries, refusalCode } from "./guard-code.ts";
import { type EntityModel, orNull } from "./model.ts";
import { rowRules } from "./row-rules.ts";
import { quoted } from "./sql.ts";
import { fragmentOf, listSql, sqlOf } from "./sql-expression.ts";
import { callerCode, type SqlScope } from "./sql-scope.ts";

/** Where expressions about an entity are worked out: on its own row. */
export function rowScope(model: EntityModel, models: readonly EntityModel[], blueprint: Blueprint): SqlScope {
  return {
    entities: blueprint.entities,
    models,
    own: model.entity,
    ownRow: quoted(model.table),
    ...callerScope(blueprint, models),
  };
}

/** The part of a table's definition that hangs on the call. */
export function liveDefinition(
  model: EntityModel,
  models: readonly EntityModel[],
  blueprint: Blueprint,
): Entry[] {
  if (!model.live) return [];
  const { entity } = model;
  const scope = rowScope(model, models, blueprint);
  const parts: Entry[] = [];
  const computed = [...model.computed, ...model.seen].flatMap(({ field }): Entry[] => {
    if (field.expression === undefined) return [];
    const of = fragmentOf(field.expression, scope);
    return [[propertyKey(field.name), `${callOf(of)} => ${of}`]];
  });
  if (computed.length > 0) parts.push(["computed", objectOf(computed)]);
  const lists = (source: "computed" | "set-at-creation", wrap: (field: string, code: string) => Entry) =>
    model.fields.flatMap(({ field, column }): Entry[] => {
      if (!workedOutProperties(field).some((property) => property.source === source)) return [];
      const row = `${scope.ownRow}.${quoted(column)}`;
      return [
        wrap(
          source === "computed" ? column : field.name,
          `sql\`${listSql(field, source, { ...scope, column: row })}\``,
        ),
      ];
    });
  const shown = lists("computed", (column, code) => [propertyKey(column), `${callOf(code)} => ${code}`]);
  if (shown.length > 0) parts.push(["shown", objectOf(shown)]);
  const given = lists("set-at-creation", (field, code) => [propertyKey(field), code]);
  if (given.length > 0) parts.push(["atGiven", `${callOf(objectOf(given))} => (${objectOf(given)})`]);
  for (const [name, source] of [
    ["atCreation", "set-at-creation"],
    ["atChange", "set-at-change"],
  ] as const) {
    const turns = setInTurns(entity).map((fields) =>
      fields.flatMap((field): Entry[] =>
        field.source === source && field.expression !== undefined
          ? [[propertyKey(field.name), `sql\`${sqlOf(field.expression, scope)}\``]]
          : [],
      ),
    );
    const last = turns.findLastIndex((set) => set.length > 0);
    const code = last > 0 ? arrayOf(turns.slice(0, last + 1).map(objectOf)) : `(${objectOf(turns[0] ?? [])})`;
    if (last >= 0) parts.push([name, `${callOf(code)} => ${code}`]);
  }
  const cased = entity.fields.flatMap(({ name, source, letterCase }): Entry[] =>
    letterCase !== undefined && source.startsWith("set-at")
      ? [[propertyKey(name), JSON.stringify(letterCase)]]
      : [],
  );
  if (cased.length > 0) parts.push(["cased", objectOf(cased)]);
  const visible = visibility(model, scope);
  if (visible !== undefined) parts.push(["visible", `(call) => sql\`${visible}\``]);
  parts.push(...hiding(model, scope, blueprint));
  const rules = rowRules(model, scope, blueprint).map(({ holds, refusal, message, carried, apart }) => {
    const entries: Entry[] = [
      ["holds", `sql\`${holds}\``],
      ["refusal", refusalCode(refusal, message)],
    ];
    if (apart !== undefined) entries.push(["apart", literal(apart)]);
    if (carried.length > 0) entries.push(["with", objectOf(carried)]);
    return objectOf(entries);
  });
  if (rules.length > 0) parts.push(["rules", `${callOf(rules.join(""))} => ${arrayOf(rules)}`]);
  return parts.length === 0 ? [] : [["live", objectOf(parts)]];
}

/** The fields that the service works out and stores, each in a turn after those that it is worked out from. */
function setInTurns({ fields }: Entity): Field[][] {
  const turns = new Map<Field, number>();
  const turnOf = (field: Field): number => {
    const known = turns.get(field);
    if (known !== undefined) return known;
    const read = field.expression === undefined ? new Set<string>() : ownNamesRead(field.expression);
    const before = fields.filter((one) => one !== field && read.has(one.name)).map(turnOf);
    const turn = Math.max(-1, ...before) + (isSet(field) ? 1 : 0);
    turns.set(field, turn);
    return turn;
  };
  const set = fields.filter(isSet).map((field) => ({ field, turn: turnOf(field) }));
  const count = Math.max(0, ...set.map(({ turn }) => turn + 1));
  return Array.from({ length: count }, (_, turn) =>
    set.filter((one) => one.turn === turn).map(({ field }) => field),
  );
}

function isSet({ source }: Field): boolean {
  return source === "set-at-creation" || source === "set-at-change";
}

/** A function's parameter, named only where it is used. */
function callOf(code: string): string {
  return code.includes("${call.") ? "(call)" : "()";
}

function visibility({ entity }: EntityModel, scope: SqlScope): string | undefined {
  const { ownRow } = scope;
  const { seenBy, seenWhere } = entity;
  if (seenWhere !== undefined) return sqlOf(seenWhere.condition, scope);
  if (seenBy === undefined) return undefined;
  const ways = seenBy.roles.map((role) => `\${call.is(${JSON.stringify(role)})}`);
  if (seenBy.owner !== undefined) ways.push(`${ownRow}.${quoted(seenBy.owner)} = \${${callerCode(scope)}}`);
  if (seenBy.caller) ways.push(`\${call.caller} IS NOT NULL`);
  return ways.length === 0 ? "0" : ways.join(" OR ");
}

/** How a row is refused that the caller does not see, where that is not as if there were none. */
function hiding({ entity, noun }: EntityModel, scope: SqlScope, blueprint: Blueprint): Entry[] {
  const refusal = hidingOf(blueprint, entity);
  if (refusal === undefined) return [];
  const entries: Entry[] = [["refusal", refusalCode(refusal, `There is no such ${noun}.`)]];
  const carried = carriedEntries(refusal, scope);
  if (carried.length > 0) entries.push(["with", objectOf(carried)]);
  // Else who does not see a thing would see that there is one.
  if (refusal.status === absenceOf(blueprint, entity).status && carried.length === 0)
    entries.push(["absent", "true"]);
  const code = objectOf(entries);
  return [["hidden", `${callOf(code)} => (${code})`]];
}

/** TypeScript's type of a field that is worked out: null as well where it may be empty. */
export function computedType(
  field: Blueprint["entities"][number]["fields"][number],
  type: string,
  isFilled: boolean,
): string {
  if (field.byHand !== undefined) return field.nullable ? orNull(type) : type;
  const empty = isFilled ? "" : " | null";
  switch (fieldType(field).kind) {
    case "whole number":
    case "number":
      return `number${empty}`;
    case "truth":
      return `boolean${empty}`;
    case "list":
      return "unknown[]";
    case "object":
      return "Record<string, unknown>";
    default:
      return `string${empty}`;
  }
}
