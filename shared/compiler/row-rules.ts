import { withArticle } from "../article.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { Refusal } from "../blueprint/refusal.ts";
import type { Limit, NoOverlap } from "../blueprint/rules.ts";
import { typeOf } from "../blueprint/value-type.ts";
import type { Entry } from "../code/literal.ts";
import { carriedEntries } from "./guard-code.ts";
import { limitFromMessage, limitMessage } from "./limit-message.ts";
import { type EntityModel, isRuled } from "./model.ts";
import { capitalized } from "./names.ts";
import { quoted } from "./sql.ts";
import { sqlOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";
import { besideEquals, comparable, comparedColumn, isComparedAsMoment } from "./storage.ts";

/** What must hold of every row after a change, as SQL that is not false, and how a row that breaks it is refused. */
export interface RowRule {
  /** Content of a template literal with the tag `sql`. */
  holds: string;
  refusal: Refusal;
  message: string;
  /** What the refusal's answer carries, as entries of an object. */
  carried: Entry[];
  /** Fields that it must share with no other row. */
  apart?: readonly string[];
}

/** All that must hold of an entity's rows: its own rules, its limits, and those limits on others that depend on it. */
export function rowRules(
  model: EntityModel,
  scope: SqlScope,
  { refusals: { conflict } }: Blueprint,
): RowRule[] {
  const { entity } = model;
  const judged = [
    ...entity.rules.map(({ condition, refusal }) => ({
      holds: `coalesce(${sqlOf(condition, scope)}, 1)`,
      refusal,
      message: `${capitalized(withArticle(model.noun))} of these values breaks a rule${about(condition)}.`,
    })),
    ...entity.limits.map((limit) => ({
      holds: limitOn(model, limit, scope),
      refusal: limit.refusal,
      message: limitMessage(model, limit),
    })),
    ...scope.models.flatMap((other) => limitsFrom(other, model, scope)),
  ].map((rule) => ({ ...rule, carried: carriedEntries(rule.refusal, scope) }));
  return [
    ...unique(model, scope, conflict),
    ...judged,
    ...entity.noOverlaps.map((rule) => ({
      ...besides(model, overlapping(model, rule, scope), { ...rule, scope }),
      message: `It overlaps another ${model.noun}${rule.per.length === 0 ? "" : ` of the same ${rule.per.join(" and ")}`}.`,
    })),
  ];
}

/** Uniqueness that hangs on more than columns, or whose refusal speaks of things. */
function unique(model: EntityModel, scope: SqlScope, conflict: number): RowRule[] {
  const alone = model.fields.flatMap(({ field, name, column, folded }) =>
    field.unique === undefined || field.refusal?.with === undefined || name === model.key.name
      ? []
      : [
          {
            fields: [name],
            columns: [field.unique === "ignore-case" ? (folded ?? column) : column],
            refusal: field.refusal,
          },
        ],
  );
  const together = model.entity.uniqueTogether.filter(isRuled).map(({ fields, ...rule }) => ({
    fields,
    columns: fields.map((name) => comparedColumn(model, name)),
    ...rule,
    refusal: rule.refusal ?? { status: conflict },
  }));
  return [...alone, ...together].map(({ fields, columns, ...rule }) => {
    const same = columns.map((name) => {
      const field = model.fields.find((one) => one.column === name && isComparedAsMoment(one.field));
      const [other, own] = [othersOf(model), scope.ownRow].map((row) => {
        const nameOf = (column: string) => `${row}.${quoted(column)}`;
        return field === undefined ? nameOf(name) : comparable(field, nameOf);
      });
      return `${other} = ${own}`;
    });
    const what = fields.length === 1 ? `this ${fields[0]}` : `the same ${fields.join(" and ")}`;
    return {
      ...besides(model, same, { ...rule, scope }),
      message: `There is already ${withArticle(model.noun)} with ${what}.`,
      apart: fields,
    };
  });
}

/** SQL name of the rows beside the own one. */
function othersOf({ table }: EntityModel): string {
  return quoted(`${table}_others`);
}

/** The rule that no other row is so beside the own one, of those for which a condition is true. */
function besides(
  model: EntityModel,
  conditions: readonly string[],
  { where, refusal, scope }: { where?: Expression | undefined; refusal: Refusal; scope: SqlScope },
): Pick<RowRule, "holds" | "refusal" | "carried"> {
  const others = othersOf(model);
  const key = quoted(model.key.column);
  const all = [
    `${others}.${key} <> ${scope.ownRow}.${key}`,
    ...conditions,
    ...(where === undefined ? [] : [`(${sqlOf(where, { ...scope, ownRow: others })})`]),
  ];
  const from = `FROM ${quoted(model.table)} AS ${others} WHERE ${all.join(" AND ")}`;
  const none = `NOT EXISTS (SELECT 1 ${from})`;
  const created = model.serial === undefined ? model.creationOrder : quoted(model.serial.column);
  const around: SqlScope = { ...scope, other: model.entity, otherRow: others };
  return {
    holds: where === undefined ? none : `coalesce(${sqlOf(where, scope)}, 0) = 0 OR ${none}`,
    refusal,
    carried: carriedEntries(
      refusal,
      around,
      (value) => `(SELECT ${value} ${from} ORDER BY ${others}.${created} LIMIT 1)`,
    ),
  };
}

/** The fields that a condition is about, for a person. */
function about(condition: Expression): string {
  const names = new Set<string>();
  const visit = (expression: Expression): void => {
    if (expression.kind === "path") names.add(expression.names.join("."));
    else if (expression.kind === "binary") [expression.left, expression.right].forEach(visit);
    else if (expression.kind === "not") visit(expression.operand);
  };
  visit(condition);
  return names.size === 0 ? "" : ` about ${[...names].join(" and ")}`;
}

/** A row counts only while it meets the limit's own condition; then so many others may, itself among them. */
function limitOn(model: EntityModel, { per, most, where, period }: Limit, scope: SqlScope): string {
  const other = quoted(`${model.table}_others`);
  const inner: SqlScope = { ...scope, ownRow: other };
  const conditions: string[] = [];
  const target = per === undefined ? undefined : model.fields.find(({ field }) => field.name === per);
  if (target !== undefined) {
    const column = quoted(target.column);
    conditions.push(`${other}.${column} IS ${scope.ownRow}.${column}`);
  }
  if (where !== undefined) {
    const condition = `(${sqlOf(where, inner)})`;
    conditions.push(target === undefined ? condition : besideEquals(model, target.field.name, condition));
  }
  if (period !== undefined) conditions.push(samePeriod(model, period, [scope.ownRow ?? "", other]));
  const count = `(SELECT count(*) FROM ${quoted(model.table)} AS ${other}${conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`})`;
  const holds = `${count} <= ${mostOf(most, target, scope)}`;
  const free = [
    ...(where === undefined ? [] : [`coalesce(${sqlOf(where, scope)}, 0) = 0`]),
    ...(target === undefined ? [] : [`${scope.ownRow}.${quoted(target.column)} IS NULL`]),
  ];
  return [...free, holds].join(" OR ");
}

/** The most: a number, or an expression about the thing that the limit is for. */
function mostOf(
  most: Expression,
  target: EntityModel["fields"][number] | undefined,
  scope: SqlScope,
): string {
  const model = target?.target;
  if (model === undefined || most.kind === "literal") return sqlOf(most, scope);
  const row = quoted(`${model.table}_of_it`);
  const value = sqlOf(most, { ...scope, own: model.entity, ownRow: row });
  return `(SELECT ${value} FROM ${quoted(model.table)} AS ${row} WHERE ${row}.${quoted(model.key.column)} = ${scope.ownRow}.${quoted(target?.column ?? "")})`;
}

/** Limits of other things that a change of this one could break, because how many are allowed hangs on it. */
function limitsFrom(
  other: EntityModel,
  model: EntityModel,
  scope: SqlScope,
): Pick<RowRule, "holds" | "refusal" | "message">[] {
  return other.entity.limits.flatMap((limit) => {
    const field = other.fields.find((one) => one.field.name === limit.per);
    if (field?.target !== model || limit.most.kind === "literal" || limit.period !== undefined) return [];
    const row = quoted(`${other.table}_others`);
    const inner: SqlScope = { ...scope, own: other.entity, ownRow: row };
    const where =
      limit.where === undefined
        ? ""
        : ` AND ${besideEquals(other, field.field.name, `(${sqlOf(limit.where, inner)})`)}`;
    const count = `(SELECT count(*) FROM ${quoted(other.table)} AS ${row} WHERE ${row}.${quoted(field.column)} = ${scope.ownRow}.${quoted(model.key.column)}${where})`;
    return [
      {
        holds: `${count} <= ${sqlOf(limit.most, scope)}`,
        // What the refusal carries is about the other thing.
        refusal: { ...limit.refusal, with: undefined },
        message: limitFromMessage(other, limit),
      },
    ];
  });
}

/** What is true of another row whose period overlaps the own one's. */
function overlapping(model: EntityModel, { from, to, per }: NoOverlap, scope: SqlScope): string[] {
  const inner: SqlScope = { ...scope, ownRow: othersOf(model) };
  const at = (name: string, of: SqlScope) => {
    const path: Expression = { kind: "path", scope: "own", names: [name] };
    const type = typeOf(path, of);
    return type.kind === "moment" ? `unixepoch(${sqlOf(path, of)}, 'subsec')` : sqlOf(path, of);
  };
  return [
    ...per.map((name) => `${at(name, inner)} IS ${at(name, scope)}`),
    `${at(from, inner)} < ${at(to, scope)}`,
    `${at(from, scope)} < ${at(to, inner)}`,
  ];
}

type Period = NonNullable<Limit["period"]>;

function samePeriod(model: EntityModel, { field, unit }: Period, rows: readonly string[]): string {
  const column = model.fields.find((one) => one.field.name === field)?.column ?? field;
  const [one, other] = rows.map((row) => periodOf(`${row}.${quoted(column)}`, unit));
  return `${one} = ${other}`;
}

/** What moments of the same calendar period have in common. */
function periodOf(value: string, unit: Period["unit"]): string {
  switch (unit) {
    case "hour":
      return `strftime('%Y-%m-%dT%H', ${value})`;
    case "day":
      return `date(${value})`;
    case "week":
      // The Monday at or before the day.
      return `date(${value}, '-6 days', 'weekday 1')`;
    case "month":
      return `strftime('%Y-%m', ${value})`;
    case "year":
      return `strftime('%Y', ${value})`;
  }
}
