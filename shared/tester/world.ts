import type { Entity } from "../blueprint/entity.ts";
import type { DurationUnit, Elements, Expression, Order, Path, Things } from "../blueprint/expression.ts";
import { type Field, workedOutProperties } from "../blueprint/field.ts";
import {
  elementScope,
  entityOf,
  groupScope,
  type Owner,
  type Scope,
  scopeOf,
  typeOf,
  type ValueType,
} from "../blueprint/value-type.ts";
import type { Json } from "../models/model.ts";
import { compare, functionValue, moment, steadyLengths } from "./function-values.ts";
import { open } from "./model/amiss.ts";
import { isObject } from "./model/values.ts";

/** A thing of the world: its values by name. */
export type Thing = Record<string, Json>;

/** All that there is when an expression is worked out. */
export interface World {
  entities: readonly Entity[];
  /** Things by entity, in order of creation. */
  things: ReadonlyMap<string, readonly Thing[]>;
  /** RFC 3339, UTC. */
  now: string;
  /** What the caller is known by. */
  caller: Json;
  roles: readonly string[];
}

/** Whose values an expression may use. */
export interface Frame {
  own?: Thing | undefined;
  outer?: Thing | undefined;
  /** The frame around, inside an aggregate's condition. */
  around?: Frame | undefined;
  other?: Thing | undefined;
  /** The things of the group that is spoken of. */
  group?: readonly Thing[] | undefined;
  input?: Thing | undefined;
  /** The names of the inputs that the call has sent. */
  sent?: ReadonlySet<string> | undefined;
  value?: Thing | undefined;
  /** Identifiers of what an action has made, by entity. */
  created?: Thing | undefined;
}

/**
 * Works expressions out from what they mean and nothing else: the tester's own view, which shares no code with the
 * compiler's, so that one shows where the other is wrong.
 */
export class Evaluator {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  evaluate(expression: Expression, frame: Frame, scope: Scope): Json {
    const inner = (part: Expression) => this.evaluate(part, frame, scope);
    switch (expression.kind) {
      case "literal":
        return expression.value;
      case "now":
        return this.#world.now;
      case "today":
        return this.#world.now.slice(0, 10);
      case "caller":
        return this.#world.caller;
      case "role":
        return this.#world.roles.includes(expression.role);
      case "duration":
        throw new Error("A duration has no value of its own.");
      case "path":
        return this.#path(expression, frame, scope);
      case "not": {
        const value = inner(expression.operand);
        return value === null ? null : !value;
      }
      case "negative":
        return numeric(inner(expression.operand), (value) => -value);
      case "binary":
        return this.#binary(expression, frame, scope);
      case "one-of": {
        const value = inner(expression.value);
        return expression.options.some((option) => same(value, inner(option)));
      }
      case "fits": {
        const kept = inner(expression.password);
        return kept !== null && kept === inner(expression.given);
      }
      case "given":
        return frame.sent?.has(expression.input.names[0] ?? "") === true;
      case "call":
        return functionValue(expression.name, expression.arguments.map(inner));
      case "cases": {
        const found = expression.cases.find(({ when }) => inner(when) === true);
        return inner(found?.value ?? expression.otherwise);
      }
      case "object":
        return Object.fromEntries(expression.properties.map(({ name, value }) => [name, inner(value)]));
      case "aggregate":
        return this.#aggregate(expression, frame, scope);
      case "groups":
        return this.#groups(expression, frame, scope);
    }
  }

  /** The things that an expression speaks of, in order of creation; elements as in their list. */
  select(things: Things | Elements, frame: Frame, scope: Scope): Thing[] {
    const inner = scopeOf(things, scope);
    const { where } = things;
    return this.#all(things, frame, scope).filter(
      (thing) => where === undefined || this.evaluate(where, inside(thing, frame), inner) === true,
    );
  }

  /** The same in an order; equal ones as without one. */
  inOrder(
    { things, order }: { things: Things | Elements; order?: readonly Order[] | undefined },
    frame: Frame,
    scope: Scope,
  ): Thing[] {
    const inner = scopeOf(things, scope);
    const of = (field: string) => {
      const path: Path = { kind: "path", scope: "own", names: [field] };
      const type = typeOf(path, inner);
      return (thing: Thing) => rankOf(this.evaluate(path, inside(thing, frame), inner), type);
    };
    return this.select(things, frame, scope).sort(byOrder(order, of));
  }

  #all(things: Things | Elements, frame: Frame, scope: Scope): Thing[] {
    if ("list" in things) {
      const list = this.evaluate(things.list, frame, scope);
      return (Array.isArray(list) ? list : []).map((element) => asThing(element));
    }
    const { entity, via } = things;
    if (things.grouped) return [...(frame.group ?? [])];
    const key = scope.own?.element === undefined ? (scope.own?.identifier?.name ?? "id") : "value";
    const all = this.#world.things.get(entity) ?? [];
    return all.filter((thing) => via === undefined || thing[via] === frame.own?.[key]);
  }

  /** What the names around mean: the path without the kind that it begins with, where that is around. */
  #around({ names }: Path, frame: Frame, scope: Scope): Json {
    const [kind, ...rest] = names;
    let [at, of]: [Frame | undefined, Scope | undefined] = [frame.around, scope.around];
    while (of !== undefined && (of.own === undefined || entityOf(of.own) !== kind))
      [at, of] = [at?.around, of.around];
    return this.#path({ kind: "path", scope: "own", names: rest }, at ?? {}, of ?? scope);
  }

  #path(whole: Path, frame: Frame, scope: Scope): Json {
    const { scope: of, names } = whole;
    if (of === "around") return this.#around(whole, frame, scope);
    const [first, ...more] = names;
    const from = frame[of];
    const around = of === "own" || of === "outer" || of === "other" ? scope[of] : undefined;
    if (first === undefined) {
      if (around?.element === undefined) return from?.[around?.identifier?.name ?? "id"] ?? null;
      return around.element.kind === "object" ? (from ?? null) : (from?.value ?? null);
    }
    const element = around?.element;
    let value =
      element === undefined
        ? this.#member(from, around, first, scope)
        : element.kind === "thing"
          ? this.#ofThing(element.entity, from?.value ?? null, first, scope)
          : this.#property(
              first,
              of === "outer" ? (frame.around ?? {}) : frame,
              of === "outer" ? (scope.around ?? scope) : scope,
            );
    let path: Path = { kind: "path", scope: of, names: [first] };
    for (const name of more) {
      const type = typeOf(path, scope);
      if (type.kind === "object") {
        value = isObject(value) ? (value[name] ?? null) : null;
        path = { kind: "path", scope: of, names: [...path.names, name] };
        continue;
      }
      value = type.kind === "thing" ? this.#ofThing(type.entity, value, name, scope) : null;
      path = { kind: "path", scope: of, names: [...path.names, name] };
    }
    return value;
  }

  /** What the thing of a kind has that is known by a key; nothing where there is none. */
  #ofThing(kind: string, id: Json, name: string, scope: Scope): Json {
    const entity = this.#world.entities.find((one) => one.name === kind);
    const key = entity?.identifier.name ?? "id";
    const thing = this.#world.things.get(kind)?.find((one) => one[key] === id);
    return this.#member(thing, entity, name, scope);
  }

  #member(thing: Thing | undefined, entity: Owner | undefined, name: string, scope: Scope): Json {
    const field = entity?.fields.find((one) => one.name === name);
    if (field?.byHand !== undefined) throw open(`a developer writes what ${name} is`);
    if (field?.type === "list" && field.source === "input" && thing !== undefined) {
      const holder = { ...scope, own: entity, outer: undefined, around: undefined, inputs: undefined };
      return this.worked(field, thing, holder, "computed");
    }
    if (field?.source === "computed" && field.expression !== undefined && thing !== undefined) {
      return this.evaluate(
        field.expression,
        { own: thing },
        { ...scope, own: entity, outer: undefined, around: undefined, inputs: undefined },
      );
    }
    return thing?.[name] ?? null;
  }

  /** The list that a thing holds, its elements with the properties of the source worked out as far as they lack them. */
  worked(field: Field, thing: Thing, scope: Scope, source: Field["source"]): Json {
    const list = thing[field.name] ?? null;
    const properties = workedOutProperties(field).filter((property) => property.source === source);
    if (!Array.isArray(list) || properties.length === 0) return list;
    const inner = elementScope(field, scope);
    return list.map((element) => {
      const frame = inside(asThing(element), { own: thing });
      const values = properties.map(({ name }) => [name, this.#property(name, frame, inner)]);
      return { ...asThing(element), ...Object.fromEntries(values) };
    });
  }

  /** A property of the element that a frame is about: what it has, or what is worked out of it. */
  #property(name: string, frame: Frame, scope: Scope): Json {
    const expression = scope.own?.fields.find((one) => one.name === name)?.expression;
    const has = frame.own !== undefined && Object.hasOwn(frame.own, name);
    return expression === undefined || has
      ? (frame.own?.[name] ?? null)
      : this.evaluate(expression, frame, scope);
  }

  #binary(
    { operator, left, right }: Extract<Expression, { kind: "binary" }>,
    frame: Frame,
    scope: Scope,
  ): Json {
    const one = this.evaluate(left, frame, scope);
    if (right.kind === "duration") {
      const amount = this.evaluate(right.amount, frame, scope);
      if (one === null || amount === null) return null;
      return moved(String(one), Number(amount) * (operator === "-" ? -1 : 1), right.unit);
    }
    const other = this.evaluate(right, frame, scope);
    // With no caller, nothing is the caller; that there is none may be asked.
    const isOfNobody =
      (left.kind === "caller" && one === null) || (right.kind === "caller" && other === null);
    const asksForNone = [left, right].some((part) => part.kind === "literal" && part.value === null);
    if (isOfNobody && !asksForNone && (operator === "=" || operator === "!=")) return operator === "!=";
    switch (operator) {
      case "and":
        return one === false || other === false ? false : one === null || other === null ? null : true;
      case "or":
        return one === true || other === true ? true : one === null || other === null ? null : false;
      case "=":
        return same(one, other);
      case "!=":
        return !same(one, other);
      case "otherwise":
        return one ?? other;
      case "+":
        if (one === null || other === null) return null;
        return typeof one === "number" && typeof other === "number" ? one + other : `${one}${other}`;
      case "-":
        return both(one, other, (a, b) => a - b);
      case "*":
        return both(one, other, (a, b) => a * b);
      case "/":
        return both(one, other, (a, b) => (b === 0 ? null : a / b));
      default: {
        if (one === null || other === null) return null;
        const order = compare(one, other);
        return { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[operator];
      }
    }
  }

  #aggregate(
    { name, things, value, order }: Extract<Expression, { kind: "aggregate" }>,
    frame: Frame,
    scope: Scope,
  ): Json {
    const isOrdered = name === "list" || name === "first";
    const found = isOrdered
      ? this.inOrder({ things, order }, frame, scope)
      : this.select(things, frame, scope);
    if (name === "count") return found.length;
    if (name === "any" || name === "none") return found.length > 0 === (name === "any");
    const inner = scopeOf(things, scope);
    const of = (thing: Thing, expression: Expression) =>
      this.evaluate(expression, inside(thing, frame), inner);
    if (name === "list") return found.map((thing) => (value === undefined ? null : of(thing, value)));
    const [first] = found;
    if (name === "first") return first === undefined || value === undefined ? null : of(first, value);
    const values = found
      .flatMap((thing) => (value === undefined ? [] : [of(thing, value)]))
      .filter((one) => one !== null);
    const numbers = values.filter((one) => typeof one === "number");
    if (name === "sum") return numbers.reduce((sum, one) => sum + one, 0);
    if (name === "average")
      return numbers.length === 0 ? null : numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    const sorted = values.sort(compare);
    return (name === "least" ? sorted[0] : sorted.at(-1)) ?? null;
  }

  #groups(
    { things, keys, value, order }: Extract<Expression, { kind: "groups" }>,
    frame: Frame,
    scope: Scope,
  ): Json {
    const inner = scopeOf(things, scope);
    const of = groupScope({ things, keys }, scope);
    const groups = new Map<string, { own: Thing; members: Thing[] }>();
    for (const thing of this.select(things, frame, scope)) {
      const own = Object.fromEntries(
        keys.map((key) => [key.name, this.evaluate(key.value, inside(thing, frame), inner)]),
      );
      const name = JSON.stringify(Object.values(own));
      const group = groups.get(name) ?? { own, members: [] };
      groups.set(name, group);
      group.members.push(thing);
    }
    const shown = [...groups.values()].map(({ own, members }) => {
      const result = this.evaluate(value, { ...inside(own, frame), group: members }, of);
      return { by: { ...own, ...(isObject(result) ? result : {}) }, result };
    });
    const properties = value.kind === "object" ? value.properties : [];
    const rankBy = (field: string) => {
      const path: Path = { kind: "path", scope: "own", names: [field] };
      const type = typeOf(properties.find(({ name }) => name === field)?.value ?? path, of);
      return ({ by }: { by: Thing }) => rankOf(by[field] ?? null, type);
    };
    return shown.sort(byOrder(order, rankBy)).map(({ result }) => result);
  }
}

/** The frame of a thing or an element that is one of several. */
function inside(thing: Thing, frame: Frame): Frame {
  return { ...frame, own: thing, outer: frame.own, around: frame };
}

/** An element as something with values by name: a plain one has none but its own. */
function asThing(element: Json): Thing {
  return typeof element === "object" && element !== null && !Array.isArray(element)
    ? element
    : { value: element };
}

function numeric(value: Json, work: (value: number) => number): Json {
  return typeof value === "number" ? work(value) : null;
}

function both(one: Json, other: Json, work: (one: number, other: number) => number | null): Json {
  return typeof one === "number" && typeof other === "number" ? work(one, other) : null;
}

function same(one: Json, other: Json): boolean {
  if (typeof one === "string" && typeof other === "string" && moment.test(one) && moment.test(other)) {
    return Date.parse(one) === Date.parse(other);
  }
  return one === other;
}

/** What a value is ordered by: choices by their place. */
function rankOf(value: Json, type: ValueType): Json {
  return type.kind === "choice" && typeof value === "string" ? type.values.indexOf(value) : value;
}

/** Compares two by an order: by the first of its fields in which they differ, where what is empty comes before all else. */
function byOrder<Kind>(order: readonly Order[] = [], of: (field: string) => (one: Kind) => Json) {
  const ranks = order.map(({ field, descending }) => ({ rank: of(field), descending }));
  return (one: Kind, other: Kind): number => {
    for (const { rank, descending } of ranks) {
      const by = compareNullsFirst(rank(one), rank(other));
      if (by !== 0) return descending ? -by : by;
    }
    return 0;
  };
}

function compareNullsFirst(one: Json, other: Json): number {
  if (one === null || other === null)
    return Number(other === null) - Number(one === null) === 0 ? 0 : one === null ? -1 : 1;
  return compare(one, other);
}

/** A date or moment moved by a duration; to the last day of a month that has no such day. */
export function moved(from: string, count: number, unit: DurationUnit): string {
  const date = new Date(from);
  if (unit === "month" || unit === "year") {
    const day = date.getUTCDate();
    date.setUTCDate(1);
    date.setUTCMonth(date.getUTCMonth() + (unit === "year" ? 12 * count : count));
    const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
    date.setUTCDate(Math.min(day, last));
  } else {
    date.setTime(date.getTime() + count * steadyLengths[unit]);
  }
  const text = date.toISOString();
  return moment.test(from) ? text : text.slice(0, 10);
}
