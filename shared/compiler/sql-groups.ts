import type { Expression, Order, Things } from "../blueprint/expression.ts";
import { groupScope, typeOf } from "../blueprint/value-type.ts";
import { quoted } from "./sql.ts";
import type { SqlOwner, SqlScope } from "./sql-scope.ts";

type Groups = Extract<Expression, { kind: "groups" }>;
type Aggregate = Extract<Expression, { kind: "aggregate" }>;

/** What writes SQL of expressions, at some depth of aggregates. */
export interface GroupWriter {
  readonly depth: number;
  write(expression: Expression, scope: SqlScope): string;
  /** In brackets unless it holds together by itself. */
  part(expression: Expression, scope: SqlScope): string;
  /** As JSON has it. */
  json(expression: Expression, scope: SqlScope): string;
  /** As it is ordered by. */
  ranked(expression: Expression, scope: SqlScope): string;
  order(order: readonly Order[], scope: SqlScope): string;
  rows(things: Things, scope: SqlScope): { from: string; inner: SqlScope; writer: GroupWriter };
}

/** Groups are rows of their own, whose columns are what they agree in and what is added up of each. */
export function groupsSql(
  { things, keys, value, order = [] }: Groups,
  scope: SqlScope,
  whole: GroupWriter,
): string {
  const { from, inner, writer } = whole.rows(things, scope);
  const row = quoted(`group_${whole.depth + 1}`);
  const columns = keys.map((key) => ({ name: key.name, sql: writer.write(key.value, inner) }));
  const agreed = columns.map(({ sql }) => sql).join(", ");
  const added: string[] = [];
  const column = (sql: string) => {
    const known = added.indexOf(sql);
    const place = known === -1 ? added.push(sql) : known + 1;
    return `${row}."added_${place}"`;
  };
  const about = groupScope({ things, keys }, scope);
  const own: SqlOwner | undefined = about.own && {
    ...about.own,
    keys: new Map(keys.map(({ name }) => [name, `${row}.${quoted(name)}`])),
  };
  const rows: SqlScope = {
    ...scope,
    ...about,
    own: own && { ...own, keys: new Map(columns.map(({ name, sql }) => [name, `(${sql})`])) },
    ownRow: row,
    around: scope,
  };
  const shown: SqlScope = {
    ...scope,
    ...about,
    own,
    ownRow: row,
    around: scope,
    group: { rows: { ...inner, outer: about.own, around: rows }, column },
  };
  const written = writer.json(value, shown);
  const properties = value.kind === "object" ? value.properties : [];
  const by = order.map(({ field, descending }) => {
    const said = properties.find(({ name }) => name === field)?.value ?? keyPath(field);
    return `${writer.ranked(said, shown)}${descending ? " DESC" : ""}`;
  });
  by.push(column(`min(${writer.order([], inner)})`));
  const listed = [
    ...columns.map(({ name, sql }) => `${sql} AS ${quoted(name)}`),
    ...added.map((sql, index) => `${sql} AS "added_${index + 1}"`),
  ];
  return `(SELECT json_group_array(${written} ORDER BY ${by.join(", ")}) FROM (SELECT ${listed.join(", ")}${from} GROUP BY ${agreed}) AS ${row})`;
}

/** What is added up of a group's things. */
export function ofGroupSql(
  { name, things, value, order }: Aggregate,
  { group }: SqlScope,
  writer: GroupWriter,
): string {
  if (group === undefined) throw new Error("There is no group here whose things could be added up.");
  const { rows, column } = group;
  const condition = things.where === undefined ? undefined : writer.part(things.where, rows);
  const only = (more?: string) => {
    const all = [condition, more].filter((one) => one !== undefined).join(" AND ");
    return all === "" ? "" : ` FILTER (WHERE ${all})`;
  };
  const written = value === undefined ? "NULL" : writer.write(value, rows);
  switch (name) {
    case "count":
      return column(`count(*)${only()}`);
    case "any":
      return column(`count(*)${only()} > 0`);
    case "none":
      return column(`count(*)${only()} = 0`);
    case "sum":
      return column(`coalesce(sum(${written})${only()}, 0)`);
    case "average":
      return column(`avg(${written})${only()}`);
    case "least":
    case "greatest": {
      if (value === undefined || typeOf(value, rows).kind !== "moment")
        return column(`${name === "least" ? "min" : "max"}(${written})${only()}`);
      const direction = name === "least" ? "" : " DESC";
      const values = `json_group_array(${written} ORDER BY unixepoch(${written}, 'subsec')${direction})`;
      return column(`json_extract(${values}${only(`${written} IS NOT NULL`)}, '$[0]')`);
    }
    case "first": {
      const shown = value === undefined ? "NULL" : writer.json(value, rows);
      const values = `json_group_array(${shown} ORDER BY ${writer.order(order ?? [], rows)})`;
      return column(`json_extract(${values}${only()}, '$[0]')`);
    }
    case "list": {
      const shown = value === undefined ? "NULL" : writer.json(value, rows);
      return column(`json_group_array(${shown} ORDER BY ${writer.order(order ?? [], rows)})${only()}`);
    }
  }
}

function keyPath(name: string): Expression {
  return { kind: "path", scope: "own", names: [name] };
}
