import type { Elements, Expression, FunctionName, Order, Path, Things } from "../blueprint/expression.ts";
import { type Field, workedOutProperties } from "../blueprint/field.ts";
import {
  elementScope,
  fieldType,
  isText,
  memberType,
  scopeAround,
  scopeOf,
  typeOf,
  type ValueType,
} from "../blueprint/value-type.ts";
import { templateText } from "../code/literal.ts";
import { columnNamed, type EntityModel, modelNamed } from "./model.ts";
import { literalSql, pathSql, quoted, rankSql, sqlText } from "./sql.ts";
import { functionSql, movedSql, ownUrl, withoutFraction } from "./sql-function.ts";
import { type GroupWriter, groupsSql, ofGroupSql } from "./sql-groups.ts";
import { callerCode, keptColumn, type SqlOwner, type SqlScope } from "./sql-scope.ts";
import { besideEquals } from "./storage.ts";

/**
 * An expression as the content of a template literal with the kit's tag `sql`: SQL whose `${…}` are values of the call
 * (`call`), of inputs and of named values.
 */
export function sqlOf(expression: Expression, scope: SqlScope): string {
  return new SqlWriter(0).write(expression, scope);
}

/** Code of an expression's value, as the kit reads it from SQL; `around` may put it into more SQL. */
export function fragmentOf(
  expression: Expression,
  scope: SqlScope,
  around = (value: string) => value,
): string {
  const { kind } = typeOf(expression, scope);
  const code = `sql\`${around(sqlOf(expression, scope))}\``;
  if (kind === "truth") return `reading("boolean", ${code})`;
  return kind === "list" || kind === "object" ? `reading("json", ${code})` : code;
}

/** SQL of the key of the first of the things, by the order and then by creation; null where there is none. */
export function firstSql(things: Things, order: readonly Order[], scope: SqlScope): string {
  return new SqlWriter(0).first(things, order, scope);
}

/**
 * SQL of a list of the scope's own thing: each element with its properties of the source worked out.
 * Those of `set-at-creation` are worked out anew, whatever the element has.
 */
export function listSql(
  field: Field,
  source: "computed" | "set-at-creation",
  scope: SqlScope & { column: string },
): string {
  return new SqlWriter(0).list(field, source, scope);
}

/** SQL of the order of things, on their own row: equal ones by creation. */
export function orderSql(order: readonly Order[], scope: SqlScope): string {
  return new SqlWriter(0).order(order, scope);
}

class SqlWriter implements GroupWriter {
  /** How many aggregates are around: rows inside get names of their own. */
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }

  write(expression: Expression, scope: SqlScope): string {
    switch (expression.kind) {
      case "literal":
        return literalSql(expression.value);
      case "duration":
        throw new Error("A duration stands only beside the date or moment that it moves.");
      case "path":
        return this.#path(expression, scope);
      case "now":
      case "today":
        return `\${call.${expression.kind}}`;
      case "caller":
        return `\${${callerCode(scope)}}`;
      case "role":
        return `\${call.is(${JSON.stringify(expression.role)})}`;
      case "not":
        return `NOT ${this.part(expression.operand, scope)}`;
      case "negative":
        return `-${this.part(expression.operand, scope)}`;
      case "binary":
        return this.#binary(expression, scope);
      case "one-of": {
        const options = expression.options.map((option) => this.comparable(option, scope)).join(", ");
        return `coalesce(${this.comparable(expression.value, scope)} IN (${options}), 0)`;
      }
      case "fits":
        throw new Error("A password is compared in code, and never in SQL.");
      case "given":
        if (scope.code?.isSent === undefined)
          throw new Error("What a call has sent is known in an action only.");
        return `\${${scope.code.isSent(expression.input.names[0] ?? "")}}`;
      case "call":
        return this.#call(expression.name, expression.arguments, scope);
      case "aggregate":
        return this.#aggregate(expression, scope);
      case "groups":
        return groupsSql(expression, scope, this);
      case "cases": {
        const cases = expression.cases.map(
          ({ when, value }) => `WHEN ${this.write(when, scope)} THEN ${this.write(value, scope)}`,
        );
        return `CASE ${cases.join(" ")} ELSE ${this.write(expression.otherwise, scope)} END`;
      }
      case "object": {
        const properties = expression.properties.map(
          ({ name, value }) => `${templateText(sqlText(name))}, ${this.json(value, scope)}`,
        );
        return `json_object(${properties.join(", ")})`;
      }
    }
  }

  /** A part that an operator stands beside: in brackets unless it holds together by itself. */
  part(expression: Expression, scope: SqlScope): string {
    const text = this.write(expression, scope);
    const isOne = [
      "literal",
      "path",
      "call",
      "aggregate",
      "groups",
      "now",
      "today",
      "caller",
      "object",
      "one-of",
      "given",
    ].includes(expression.kind);
    return isOne ? text : `(${text})`;
  }

  /** A value as it can be compared: moments by time whatever their offset. */
  comparable(expression: Expression, scope: SqlScope): string {
    const type = typeOf(expression, scope);
    if (type.kind === "moment") return `unixepoch(${this.write(expression, scope)}, 'subsec')`;
    return type.kind === "time" ? `time(${this.write(expression, scope)})` : this.part(expression, scope);
  }

  /** A value as things are ordered by it: choices in the order of the spec. */
  ranked(expression: Expression, scope: SqlScope): string {
    const type = typeOf(expression, scope);
    return type.kind === "choice"
      ? rankSql(this.part(expression, scope), type.values, literalSql)
      : this.comparable(expression, scope);
  }

  #binary({ operator, left, right }: Extract<Expression, { kind: "binary" }>, scope: SqlScope): string {
    const type = typeOf(left, scope);
    switch (operator) {
      case "=":
      case "!=": {
        const isOfNobody = scope.mayBeNobody === true && isWithCaller(left, right);
        const named = isOfNobody ? `\${call.caller} IS NOT NULL AND ` : "";
        const same = `${this.comparable(left, scope)} IS ${this.comparable(right, scope)}`;
        if (named !== "") return operator === "=" ? `(${named}${same})` : `NOT (${named}${same})`;
        return operator === "="
          ? same
          : `${this.comparable(left, scope)} IS NOT ${this.comparable(right, scope)}`;
      }
      case "<":
      case "<=":
      case ">":
      case ">=":
        return `${this.comparable(left, scope)} ${operator} ${this.comparable(right, scope)}`;
      case "or":
      case "and":
        return `${this.part(left, scope)} ${operator.toUpperCase()} ${this.part(right, scope)}`;
      case "otherwise":
        return `coalesce(${this.write(left, scope)}, ${this.write(right, scope)})`;
      case "+":
      case "-":
        if (right.kind === "duration") {
          const duration = { amount: this.write(right.amount, scope), unit: right.unit };
          return movedSql(this.write(left, scope), type, operator, duration);
        }
        if (isText(type) || isText(typeOf(right, scope))) {
          return `${this.#joined(left, scope)} || ${this.#joined(right, scope)}`;
        }
        return `${this.part(left, scope)} ${operator} ${this.part(right, scope)}`;
      case "*":
        return `${this.part(left, scope)} * ${this.part(right, scope)}`;
      case "/":
        return `(${this.part(left, scope)} * 1.0 / ${this.part(right, scope)})`;
    }
  }

  /** A part of a text: SQLite would write the number 20 as 20.0 where it keeps numbers with fractions, or is given one. */
  #joined(part: Expression, scope: SqlScope): string {
    const { kind } = typeOf(part, scope);
    if (kind === "number") return withoutFraction(this.part(part, scope));
    const isKept = part.kind === "path" && (part.scope === "own" || part.scope === "outer");
    return kind === "whole number" && part.kind !== "literal" && !isKept
      ? `CAST(${this.write(part, scope)} AS INTEGER)`
      : this.part(part, scope);
  }

  #call(name: FunctionName, values: readonly Expression[], scope: SqlScope): string {
    if (name === "smaller" || name === "larger") return this.#extreme(name, values, scope);
    // Beside an operator a value stands as a part.
    const isPart = name === "round" || name === "remainder";
    return functionSql(
      name,
      values.map((value) => (isPart ? this.part(value, scope) : this.write(value, scope))),
    );
  }

  #extreme(name: "smaller" | "larger", values: readonly Expression[], scope: SqlScope): string {
    const [one, other] = values;
    if (one === undefined || other === undefined) return "NULL";
    const [first, second] = [this.write(one, scope), this.write(other, scope)];
    if (typeOf(one, scope).kind !== "moment")
      return `${name === "smaller" ? "min" : "max"}(${first}, ${second})`;
    const operator = name === "smaller" ? "<=" : ">=";
    const isFirst = `${this.comparable(one, scope)} ${operator} ${this.comparable(other, scope)}`;
    return `CASE WHEN ${isFirst} THEN ${first} WHEN NOT (${isFirst}) THEN ${second} END`;
  }

  #aggregate(expression: Extract<Expression, { kind: "aggregate" }>, scope: SqlScope): string {
    if (!("list" in expression.things) && expression.things.grouped)
      return ofGroupSql(expression, scope, this);
    const kept = keptColumn(expression, scope);
    if (kept !== undefined) return `${scope.ownRow}.${quoted(kept)}`;
    const { name, things, value, order } = expression;
    const { from, inner, writer } = this.rows(things, scope);
    const written = value === undefined ? "*" : writer.write(value, inner);
    switch (name) {
      case "count":
        return `(SELECT count(*)${from})`;
      case "any":
        return `EXISTS (SELECT 1${from})`;
      case "none":
        return `NOT EXISTS (SELECT 1${from})`;
      case "sum":
        return `(SELECT coalesce(sum(${written}), 0)${from})`;
      case "average":
        return `(SELECT avg(${written})${from})`;
      case "least":
      case "greatest": {
        if (value !== undefined && typeOf(value, inner).kind === "moment") {
          const direction = name === "least" ? "" : " DESC";
          const isThere = from.includes(" WHERE ") ? " AND" : " WHERE";
          return `(SELECT ${written}${from}${isThere} ${written} IS NOT NULL ORDER BY unixepoch(${written}, 'subsec')${direction} LIMIT 1)`;
        }
        return `(SELECT ${name === "least" ? "min" : "max"}(${written})${from})`;
      }
      case "first":
        return `(SELECT ${written}${from} ORDER BY ${writer.order(order ?? [], inner)} LIMIT 1)`;
      case "list": {
        const shown = value === undefined ? "NULL" : writer.json(value, inner);
        return `(SELECT json_group_array(${shown} ORDER BY ${writer.order(order ?? [], inner)})${from})`;
      }
    }
  }

  first(things: Things, order: readonly Order[], scope: SqlScope): string {
    const { from, inner, writer } = this.rows(things, scope);
    const { key } = modelNamed(scope.models, things.entity);
    return `(SELECT ${inner.ownRow}.${quoted(key.column)}${from} ORDER BY ${writer.order(order, inner)} LIMIT 1)`;
  }

  rows(things: Things | Elements, scope: SqlScope) {
    const isList = "list" in things;
    const name = isList ? things.list.names.at(-1) : modelNamed(scope.models, things.entity).table;
    const row = quoted(`${name}_${this.depth + 1}`);
    const writer = new SqlWriter(this.depth + 1);
    const inner: SqlScope = { ...scope, ...scopeOf(things, scope), ownRow: row, around: scope };
    const conditions = isList ? [] : this.#belonging(things, row, scope);
    if (things.where !== undefined) {
      const condition = writer.part(things.where, inner);
      conditions.push(
        isList || things.via === undefined
          ? condition
          : besideEquals(modelNamed(scope.models, things.entity), things.via, condition),
      );
    }
    const where = conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
    const rows = isList
      ? `json_each(${this.write(things.list, scope)})`
      : quoted(modelNamed(scope.models, things.entity).table);
    return { from: ` FROM ${rows} AS ${row}${where}`, inner, writer };
  }

  /** The condition that things belong to the one around. */
  #belonging(things: Things, row: string, scope: SqlScope): string[] {
    if (things.via === undefined || scope.own === undefined) return [];
    const model = modelNamed(scope.models, things.entity);
    const column = `${row}.${quoted(columnNamed(model, things.via))}`;
    if (scope.own.element !== undefined) return [`${column} = ${scope.ownRow}.value`];
    const around = modelNamed(scope.models, scope.own.name);
    return [`${column} = ${scope.ownRow}.${quoted(around.key.column)}`];
  }

  order(order: readonly Order[], scope: SqlScope): string {
    const keys = order.map(({ field, descending }) => {
      const path: Expression = { kind: "path", scope: "own", names: [field] };
      return `${this.ranked(path, scope)}${descending ? " DESC" : ""}`;
    });
    if (scope.own?.element !== undefined) return [...keys, `${scope.ownRow}.key`].join(", ");
    const model = modelNamed(scope.models, scope.own?.name ?? "");
    const created = model.serial === undefined ? model.creationOrder : quoted(model.serial.column);
    return [...keys, `${scope.ownRow}.${created}`].join(", ");
  }

  /** A value as JSON has it: SQLite knows no true and false, and an object that it holds is text. */
  json(value: Expression, scope: SqlScope): string {
    const written = this.write(value, scope);
    switch (typeOf(value, scope).kind) {
      case "truth":
        return `json(CASE WHEN ${written} THEN 'true' WHEN NOT (${written}) THEN 'false' END)`;
      case "list":
      case "object":
        return `json(${written})`;
      default:
        return written;
    }
  }

  #path({ scope: of, names }: Path, scope: SqlScope): string {
    const [first = "", ...more] = names;
    if (of === "own") return this.#ofOwner(names, scope);
    if (of === "outer" || of === "around") {
      const around = of === "outer" ? scope.around : scopeAround(first, scope);
      return this.#ofOwner(of === "outer" ? names : more, around);
    }
    if (of === "other") {
      const { other: own, otherRow: ownRow } = scope;
      return this.#ofOwner(names, { ...scope, own, ownRow });
    }
    if (scope.code === undefined) throw new Error(`${names.join(".")} is known in an action only.`);
    const { inputs, values, created } = scope.code;
    const code = of === "input" ? inputs(first) : of === "value" ? values(first) : created(first);
    const type = typeOf({ kind: "path", scope: of, names: [first] }, scope);
    if (type.kind === "list" || type.kind === "object") {
      const json = `\${asJson(${code})}`;
      const holders = of === "value" ? scope.given : scope.inputs;
      const holder = holders?.find(({ name }) => name === first);
      return more.length === 0 ? json : this.#inObject(holder, json, more, scope);
    }
    if (type.kind !== "thing") return `\${${code}}`;
    const model = modelNamed(scope.models, type.entity);
    return more.length === 0 ? `\${${code}}` : this.#of(model, `\${${code}}`, more, scope);
  }

  /** What names mean that are the thing's or the element's that a scope is about. */
  #ofOwner(names: readonly string[], scope: SqlScope | undefined): string {
    const { own, ownRow } = scope ?? {};
    if (scope === undefined || own === undefined || ownRow === undefined)
      throw new Error(`There is nothing here that could have ${names.join(".")}.`);
    if (own.element !== undefined) return this.#ofElement(own, names, { ...scope, ownRow });
    const model = modelNamed(scope.models, own.name);
    return names.length === 0
      ? `${ownRow}.${quoted(model.key.column)}`
      : this.#member(model, ownRow, names, scope);
  }

  list(
    field: Field,
    source: "computed" | "set-at-creation",
    { column, ...scope }: SqlScope & { column: string },
  ): string {
    const row = quoted(`${field.name}_${this.depth + 1}`);
    const writer = new SqlWriter(this.depth + 1);
    const worksOut = source === "computed" ? [source] : [source, "computed" as const];
    const element = elementScope(field, scope);
    const own = element.own && { ...element.own, worksOut };
    const within = [...(scope.within ?? []), field];
    const inner: SqlScope = { ...scope, ...element, own, ownRow: row, around: { ...scope, within }, within };
    const values = workedOutProperties(field).flatMap(({ name, expression, source: of }) =>
      expression === undefined || of !== source
        ? []
        : [`${pathSql(name)}, ${writer.json(expression, inner)}`],
    );
    const shown = `json_set(${row}.value, ${values.join(", ")})`;
    return `CASE WHEN ${column} IS NOT NULL THEN (SELECT json_group_array(${shown} ORDER BY ${row}.key) FROM json_each(${column}) AS ${row}) END`;
  }

  #ofElement(own: SqlOwner, names: readonly string[], scope: SqlScope): string {
    const [name, ...more] = names;
    if (name === undefined) return `${scope.ownRow}.value`;
    if (own.element?.kind === "thing")
      return this.#ofType(own.element, `${scope.ownRow}.value`, names, scope);
    const property = own.fields.find((one) => one.name === name);
    const { source, expression } = property ?? {};
    const key = own.keys?.get(name);
    if (key !== undefined)
      return more.length === 0 ? key : this.#ofType(memberType(own, name), key, more, scope);
    const isWorkedOut = source !== undefined && own.worksOut?.includes(source) === true;
    const value =
      isWorkedOut && expression !== undefined
        ? `(${this.write(expression, scope)})`
        : propertySql(`${scope.ownRow}.value`, name, property);
    if (more.length > 0 && property?.properties !== undefined)
      return this.#inObject(property, value, more, scope);
    return more.length === 0 ? value : this.#ofType(memberType(own, name), value, more, scope);
  }

  /** A property of the object that a field holds, or what it leads to. */
  #inObject(
    holder: Field | undefined,
    value: string,
    [name = "", ...more]: readonly string[],
    scope: SqlScope,
  ): string {
    const property = holder?.properties?.find((one) => one.name === name);
    if (property === undefined) throw new Error(`${holder?.name ?? "The object"} has no property ${name}.`);
    const found = propertySql(value, name, property);
    if (more.length === 0) return found;
    return property.properties === undefined
      ? this.#ofType(fieldType(property), found, more, scope)
      : this.#inObject(property, found, more, scope);
  }

  /** A field of a row, or what it leads to. */
  #member(model: EntityModel, row: string, [name = "", ...more]: readonly string[], scope: SqlScope): string {
    const field = model.fields.find((one) => one.field.name === name);
    const own = model.entity.fields.find((one) => one.name === name);
    const inner: SqlScope = {
      ...scope,
      own: model.entity,
      ownRow: row,
      outer: undefined,
      around: undefined,
    };
    if (own?.source === "computed" && own.expression !== undefined) {
      const value = new SqlWriter(this.depth).write(own.expression, inner);
      return more.length === 0
        ? `(${value})`
        : this.#ofType(memberType(model.entity, name), `(${value})`, more, scope);
    }
    if (own?.source === "own-url") return `(\${call.base} || ${ownUrl(model, row)})`;
    const column = `${row}.${quoted(columnNamed(model, name))}`;
    if (more.length === 0)
      return own !== undefined &&
        scope.within?.includes(own) !== true &&
        workedOutProperties(own).some(({ source }) => source === "computed")
        ? `(${this.list(own, "computed", { ...inner, column })})`
        : column;
    if (own?.properties !== undefined) return this.#inObject(own, column, more, scope);
    if (field?.target === undefined) throw new Error(`${name} of ${model.noun} refers to nothing.`);
    return this.#of(field.target, column, more, scope);
  }

  #ofType(type: ValueType | undefined, key: string, names: readonly string[], scope: SqlScope): string {
    if (type?.kind !== "thing") throw new Error(`${names.join(".")} can't be taken from what is no thing.`);
    return this.#of(modelNamed(scope.models, type.entity), key, names, scope);
  }

  /** A field of the thing that has the key. */
  #of(model: EntityModel, key: string, names: readonly string[], scope: SqlScope): string {
    const row = quoted(`${model.table}_${this.depth + 1}`);
    const value = new SqlWriter(this.depth + 1).#member(model, row, names, scope);
    return `(SELECT ${value} FROM ${quoted(model.table)} AS ${row} WHERE ${row}.${quoted(model.key.column)} = ${key})`;
  }
}

/** Whether something is compared with the caller: with none, nothing is the caller. That it is empty may be asked. */
function isWithCaller(left: Expression, right: Expression): boolean {
  const isEmpty = (one: Expression) => one.kind === "literal" && one.value === null;
  return (left.kind === "caller" && !isEmpty(right)) || (right.kind === "caller" && !isEmpty(left));
}

/** SQL of a property of JSON. What may be anything stays JSON: no other form tells a text from a number. */
function propertySql(value: string, name: string, property: Field | undefined): string {
  return property?.type === "json"
    ? `nullif(${value} -> ${pathSql(name)}, 'null')`
    : `json_extract(${value}, ${pathSql(name)})`;
}
