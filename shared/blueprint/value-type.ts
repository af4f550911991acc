import type { Entity } from "./entity.ts";
import type { Elements, Expression, FunctionName, Path, Things } from "./expression.ts";
import { elementField, type Field, identifierField } from "./field.ts";

/** What kind of value an expression has. A `thing` is known by its identifier; `empty` is null alone. */
export type ValueType =
  | {
      kind:
        | "text"
        | "whole number"
        | "number"
        | "truth"
        | "date"
        | "time"
        | "moment"
        | "duration"
        | "password";
    }
  | { kind: "list" | "object" | "empty" }
  | { kind: "choice"; values: readonly string[] }
  | { kind: "thing"; entity: string };

type Groups = Pick<Extract<Expression, { kind: "groups" }>, "things" | "keys">;

/** What an expression can be about: a thing, or an element of a list, which has the list's name. */
export interface Owner {
  name: string;
  fields: readonly Field[];
  identifier?: Entity["identifier"];
  /** What kind of value an element is. */
  element?: ValueType;
  /** The entity whose things a group has: its fields are then what they agree in. */
  group?: string;
}

/** Whose names an expression may use. */
export interface Scope {
  entities: readonly Entity[];
  /** What the expression is about. */
  own?: Owner | undefined;
  /** What is around, inside an aggregate; nothing where an action has no thing. */
  outer?: Owner | undefined;
  /** The names that may be used around, inside an aggregate: names in it are first of all those of each thing. */
  around?: Scope | undefined;
  /** The thing that is in the way of the own one. */
  other?: Owner | undefined;
  /** What the action takes. */
  inputs?: readonly Field[] | undefined;
  /** The action's named values, with their types. */
  values?: ReadonlyMap<string, ValueType> | undefined;
  /** Those among the named values whose elements or properties are known, as fields. */
  given?: readonly Field[] | undefined;
  /** Entities of which earlier effects have made a thing. */
  created?: readonly string[] | undefined;
  roles?: readonly string[] | undefined;
}

/** The type of a field's value. */
export function fieldType(field: Field): ValueType {
  switch (field.type) {
    case "integer":
      return { kind: "whole number" };
    case "boolean":
      return { kind: "truth" };
    case "datetime":
      return { kind: "moment" };
    case "choice":
      return { kind: "choice", values: field.values ?? [] };
    case "reference":
      return { kind: "thing", entity: field.references ?? "" };
    case "number":
    case "date":
    case "time":
    case "list":
    case "object":
    case "password":
      return { kind: field.type };
    case "json":
      return { kind: "object" };
    default:
      return { kind: "text" };
  }
}

/** The type of a thing's field or identifier; undefined when it has none of that name. */
export function memberType({ fields, identifier }: Owner, name: string): ValueType | undefined {
  const field = fields.find((one) => one.name === name);
  if (field !== undefined) return fieldType(field);
  if (identifier?.name !== name) return undefined;
  return { kind: identifier.type === "sequence" ? "whole number" : "text" };
}

/** Names that an expression about the thing or the element may use. */
export function memberNames({ fields, identifier }: Owner): string[] {
  const names = fields.map((field) => field.name);
  return identifier === undefined || names.includes(identifier.name) ? names : [identifier.name, ...names];
}

/** The type of what a function gives. */
export const functionTypes: Record<FunctionName, ValueType["kind"] | "of argument"> = {
  round: "number",
  floor: "whole number",
  ceiling: "whole number",
  absolute: "of argument",
  remainder: "whole number",
  length: "whole number",
  trim: "text",
  lower: "text",
  upper: "text",
  start: "text",
  contains: "truth",
  replace: "text",
  join: "text",
  date: "date",
  year: "whole number",
  month: "whole number",
  day: "whole number",
  weekday: "whole number",
  hour: "whole number",
  seconds: "whole number",
  minutes: "whole number",
  hours: "whole number",
  days: "whole number",
  smaller: "of argument",
  larger: "of argument",
};

/** The scope inside an aggregate's condition, value and order. */
export function scopeOf(things: Things | Elements, scope: Scope): Scope {
  if ("list" in things) return elementScope(fieldAt(things.list, scope), scope);
  const own = scope.entities.find(({ name }) => name === things.entity);
  return insideOf(own, scope);
}

/** The scope of what is said of each group. */
export function groupScope({ things, keys }: Groups, scope: Scope): Scope {
  const inner = scopeOf(things, scope);
  const fields = keys.map(
    ({ name, value }): Field => ({ ...identifierField(name), ...fieldOfType(typeOf(value, inner)) }),
  );
  return insideOf({ name: "group", fields, element: { kind: "object" }, group: things.entity }, scope);
}

/** The scope of what is said of a list's elements, where the thing around is the scope's own. */
export function elementScope(field: Field | undefined, scope: Scope): Scope {
  return insideOf(elementOf(field, scope.entities), scope);
}

function insideOf(own: Owner | undefined, scope: Scope): Scope {
  return { ...scope, own, outer: scope.own, around: scope, other: undefined };
}

/**
 * The elements of a field's list, as something to speak of: those that are things have the things' fields. Undefined of a
 * field whose elements are not known.
 */
export function elementOf(field: Field | undefined, entities: readonly Entity[]): Owner | undefined {
  if (field?.items === undefined || field.items.type === "json") return undefined;
  const { name } = field;
  const { properties = [], ...each } = elementField(field);
  const element = fieldType(each);
  const entity = entities.find((one) => element.kind === "thing" && one.name === element.entity);
  if (entity === undefined) return { name, fields: properties, element };
  return { name, fields: entity.fields, identifier: entity.identifier, element };
}

/** The entity of which an owner is a thing, or an element that names one; undefined of other elements. */
export function entityOf({ name, element }: Owner): string | undefined {
  if (element === undefined) return name;
  return element.kind === "thing" ? element.entity : undefined;
}

/** The field or input that a path leads to; undefined when it leads to none. */
export function fieldAt({ scope: of, names }: Path, scope: Scope): Field | undefined {
  const last = names.at(-1);
  if (last === undefined) return undefined;
  if (of === "input" && names.length === 1) return scope.inputs?.find(({ name }) => name === last);
  if (of === "value" && names.length === 1) return scope.given?.find(({ name }) => name === last);
  const before: Path = { kind: "path", scope: of, names: names.slice(0, -1) };
  if (before.names.length === 0 && (of === "own" || of === "outer" || of === "other"))
    return scope[of]?.fields.find(({ name }) => name === last);
  const holder = before.names.length === 0 ? undefined : typeOf(before, scope);
  if (holder?.kind === "object") return fieldAt(before, scope)?.properties?.find(({ name }) => name === last);
  const entity = scope.entities.find(({ name }) => holder?.kind === "thing" && name === holder.entity);
  return entity?.fields.find(({ name }) => name === last);
}

/** The scope around whose own thing is of the entity, the nearest. */
export function scopeAround<Around extends Scope & { around?: Around | undefined }>(
  entity: string,
  { around }: { around?: Around | undefined },
): Around | undefined {
  if (around === undefined) return undefined;
  const { own } = around;
  return own !== undefined && entityOf(own) === entity ? around : scopeAround(entity, around);
}

/**
 * The type of an expression whose names are resolved and whose types fit.
 *
 * @throws Error when it names what the scope does not have
 */
export function typeOf(expression: Expression, scope: Scope): ValueType {
  switch (expression.kind) {
    case "literal":
      return literalType(expression.value);
    case "duration":
      return { kind: "duration" };
    case "path":
      return pathType(expression, scope);
    case "now":
      return { kind: "moment" };
    case "today":
      return { kind: "date" };
    case "caller":
      return { kind: "text" };
    case "role":
    case "not":
    case "one-of":
    case "fits":
    case "given":
      return { kind: "truth" };
    case "negative":
      return typeOf(expression.operand, scope);
    case "binary": {
      const left = typeOf(expression.left, scope);
      const right = typeOf(expression.right, scope);
      return binaryType(expression.operator, left, right);
    }
    case "call": {
      const type = functionTypes[expression.name];
      const [first] = expression.arguments;
      if (type === "of argument" && first !== undefined) return typeOf(first, scope);
      if (expression.name === "round" && expression.arguments.length === 1) return { kind: "whole number" };
      return type === "choice" || type === "thing" || type === "of argument"
        ? { kind: "text" }
        : { kind: type };
    }
    case "aggregate": {
      const { name, value, things } = expression;
      if (name === "count") return { kind: "whole number" };
      if (name === "any" || name === "none") return { kind: "truth" };
      if (name === "list") return { kind: "list" };
      if (name === "average") return { kind: "number" };
      return value === undefined ? { kind: "number" } : typeOf(value, scopeOf(things, scope));
    }
    case "cases": {
      const types = [...expression.cases.map(({ value }) => value), expression.otherwise].map((value) =>
        typeOf(value, scope),
      );
      return types.reduce((one, other) => commonType(one, other));
    }
    case "groups":
      return { kind: "list" };
    case "object":
      return { kind: "object" };
  }
}

export function literalType(value: string | number | boolean | null): ValueType {
  if (value === null) return { kind: "empty" };
  if (typeof value === "boolean") return { kind: "truth" };
  if (typeof value === "string") return { kind: "text" };
  return { kind: Number.isInteger(value) ? "whole number" : "number" };
}

function pathType({ scope: of, names }: Extract<Expression, { kind: "path" }>, scope: Scope): ValueType {
  const [first = "", ...more] = names;
  let type: ValueType | undefined;
  if (of === "own" || of === "outer" || of === "other") {
    const owner = scope[of];
    if (owner === undefined) throw new Error(`There is no ${of} thing here for ${names.join(".")}.`);
    if (names.length === 0) return owner.element ?? { kind: "thing", entity: owner.name };
    type = memberType(owner, first);
  } else if (of === "around") {
    if (scopeAround(first, scope) !== undefined) type = { kind: "thing", entity: first };
  } else if (of === "input") {
    const field = scope.inputs?.find(({ name }) => name === first);
    // What is sent as a password is a text until a thing keeps it.
    type = field?.type === "password" ? { kind: "text" } : field && fieldType(field);
  } else if (of === "value") type = scope.values?.get(first);
  else if (scope.created?.includes(first) === true) type = { kind: "thing", entity: first };
  let field = more.length > 0 ? fieldAt({ kind: "path", scope: of, names: [first] }, scope) : undefined;
  for (const name of more) {
    const target = type?.kind === "thing" ? type.entity : undefined;
    const entity = scope.entities.find((one) => one.name === target);
    const among = type?.kind === "object" ? field?.properties : entity?.fields;
    field = among?.find((one) => one.name === name);
    type = type?.kind === "object" ? field && fieldType(field) : entity && memberType(entity, name);
  }
  if (type === undefined) throw new Error(`${names.join(".")} names nothing.`);
  return type;
}

export function binaryType(operator: string, left: ValueType, right: ValueType): ValueType {
  switch (operator) {
    case "+":
      if (isText(left) || isText(right)) return { kind: "text" };
      return left.kind === "date" || left.kind === "moment" ? left : numberType(left, right);
    case "-":
      return left.kind === "date" || left.kind === "moment" ? left : numberType(left, right);
    case "*":
      return numberType(left, right);
    case "/":
      return { kind: "number" };
    case "otherwise":
      return commonType(left, right);
    default:
      return { kind: "truth" };
  }
}

export function isText({ kind }: ValueType): boolean {
  return kind === "text" || kind === "choice";
}

export function isNumber({ kind }: ValueType): boolean {
  return kind === "number" || kind === "whole number";
}

function numberType(left: ValueType, right: ValueType): ValueType {
  return { kind: left.kind === "whole number" && right.kind === "whole number" ? "whole number" : "number" };
}

/** The type that holds the values of both. */
export function commonType(one: ValueType, other: ValueType): ValueType {
  if (one.kind === "empty") return other;
  if (other.kind === "empty" || one.kind === other.kind) return one;
  if (isNumber(one) && isNumber(other)) return { kind: "number" };
  return isText(one) && isText(other) ? { kind: "text" } : one;
}

/** The type of a field that holds a value of an expression. */
export function fieldOfType(type: ValueType): Pick<Field, "type"> & Partial<Field> {
  switch (type.kind) {
    case "whole number":
      return { type: "integer" };
    case "truth":
      return { type: "boolean" };
    case "moment":
      return { type: "datetime" };
    case "choice":
      return { type: "choice", values: [...type.values] };
    case "thing":
      return { type: "reference", references: type.entity };
    case "number":
    case "date":
    case "time":
    case "list":
    case "object":
      return { type: type.kind };
    default:
      return { type: "string" };
  }
}
