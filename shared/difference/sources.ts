import type { Expression, Path } from "../blueprint/expression.ts";
import { groupScope, type Scope, scopeOf, typeOf } from "../blueprint/value-type.ts";

/**
 * Something that a value can depend on: which things of an entity there are (`things book`), a field of things
 * (`book.title`), what an action takes or names (`input …`, `value …`), who calls (`caller`, `role staff`).
 */
export type Source = string;

export const thingsOf = (entity: string): Source => `things ${entity}`;
export const fieldOf = (entity: string, field: string): Source => `${entity}.${field}`;
export const roleOf = (role: string): Source => `role ${role}`;
export const callerSource: Source = "caller";
/** Which sessions there are. */
export const sessionsSource: Source = "sessions";

/** What an action's inputs and named values stand for, and whose names an expression in it may use. */
export interface Naming {
  scope: Scope;
  input(name: string): Source;
  value(name: string): Source;
}

/** All that an expression's value depends on, itself; not what those depend on in turn. */
export function sourcesOf(expression: Expression | undefined, naming: Naming): Set<Source> {
  const found = new Set<Source>();
  if (expression !== undefined) collect(expression, naming, found);
  return found;
}

/** What a list of things or elements depends on: which there are, and in which order. */
export function sourcesOfList(
  list: Pick<Extract<Expression, { kind: "aggregate" }>, "things" | "order">,
  naming: Naming,
): Set<Source> {
  const found = new Set<Source>();
  const { things, order = [] } = list;
  const inner = { ...naming, scope: scopeOf(things, naming.scope) };
  if ("list" in things) collect(things.list, naming, found);
  else {
    found.add(thingsOf(things.entity));
    if (things.via !== undefined) found.add(fieldOf(things.entity, things.via));
  }
  for (const { field } of order) collectPath({ kind: "path", scope: "own", names: [field] }, inner, found);
  if (things.where !== undefined) collect(things.where, inner, found);
  return found;
}

/** What the groups of an expression depend on: their things and keys. */
export function sourcesOfGroups(
  groups: Pick<Extract<Expression, { kind: "groups" }>, "things" | "keys">,
  naming: Naming,
): Set<Source> {
  const found = sourcesOfList({ things: groups.things }, naming);
  const inner = { ...naming, scope: scopeOf(groups.things, naming.scope) };
  for (const { value } of groups.keys) collect(value, inner, found);
  return found;
}

function collect(expression: Expression, naming: Naming, found: Set<Source>): void {
  const all = (...parts: Expression[]) => {
    for (const part of parts) collect(part, naming, found);
  };
  switch (expression.kind) {
    case "path":
      collectPath(expression, naming, found);
      break;
    case "caller":
      found.add(callerSource);
      break;
    case "role":
      found.add(roleOf(expression.role));
      break;
    case "duration":
      all(expression.amount);
      break;
    case "not":
    case "negative":
      all(expression.operand);
      break;
    case "binary":
      all(expression.left, expression.right);
      break;
    case "fits":
      all(expression.password, expression.given);
      break;
    case "given":
      all(expression.input);
      break;
    case "one-of":
      all(expression.value, ...expression.options);
      break;
    case "call":
      all(...expression.arguments);
      break;
    case "cases":
      all(...expression.cases.flatMap(({ when, value }) => [when, value]), expression.otherwise);
      break;
    case "object":
      all(...expression.properties.map(({ value }) => value));
      break;
    case "aggregate": {
      for (const source of sourcesOfList(expression, naming)) found.add(source);
      const inner = { ...naming, scope: scopeOf(expression.things, naming.scope) };
      if (expression.value !== undefined) collect(expression.value, inner, found);
      break;
    }
    case "groups": {
      for (const source of sourcesOfGroups(expression, naming)) found.add(source);
      collect(expression.value, { ...naming, scope: groupScope(expression, naming.scope) }, found);
      break;
    }
    default:
  }
}

/** Every field along a path, and the input or named value that it begins with. */
function collectPath({ scope: of, names }: Path, naming: Naming, found: Set<Source>): void {
  const [first] = names;
  if (first !== undefined && of === "input") found.add(naming.input(first));
  if (first !== undefined && of === "value") found.add(naming.value(first));
  const isOfThing = of === "own" || of === "outer" || of === "other";
  for (let length = isOfThing ? 0 : 1; length < names.length; length++) {
    const holder = thingAt({ kind: "path", scope: of, names: names.slice(0, length) }, naming.scope);
    const name = names[length];
    if (holder !== undefined && name !== undefined) found.add(fieldOf(holder, name));
  }
}

/** The entity of the thing that a path leads to; undefined where it leads to another value. */
export function thingAt(path: Path, scope: Scope): string | undefined {
  const type = typeOf(path, scope);
  return type.kind === "thing" ? type.entity : undefined;
}
