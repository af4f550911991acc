import * as z from "zod";

/** Units of a duration. A month and a year go to the same day, or to the last one of a shorter month. */
export const DurationUnit = z.enum(["second", "minute", "hour", "day", "week", "month", "year"]);
export type DurationUnit = z.infer<typeof DurationUnit>;

export const binaryOperators = [
  "or",
  "and",
  "=",
  "!=",
  "<",
  "<=",
  ">",
  ">=",
  "+",
  "-",
  "*",
  "/",
  "otherwise",
] as const;
export type BinaryOperator = (typeof binaryOperators)[number];

/**
 * Functions of values. All give null for null.
 * `round(x, n)`: to n decimals, halves away from zero; `floor`, `ceiling`; `absolute`; `remainder(x, y)` of whole
 * numbers; `length`, `trim`, `start(text, n)`: the first n characters; `contains(text, part)`; `replace(text, part,
 * other)`: with the other in place of each part, from the left, as it is where the part is an empty text;
 * `date(moment)`: its day in UTC; `year`, `month`, `day`, `weekday` (1 is Monday), `hour` of a date or moment; `seconds`, `minutes`, `hours`, `days` `(from, to)`: whole units between two, negative backwards;
 * `smaller`, `larger` of two; `join(list, text)`: the list's texts and numbers with the text between them, without
 * empty ones.
 */
export const functionNames = [
  "round",
  "floor",
  "ceiling",
  "absolute",
  "remainder",
  "length",
  "trim",
  "lower",
  "upper",
  "start",
  "contains",
  "replace",
  "join",
  "date",
  "year",
  "month",
  "day",
  "weekday",
  "hour",
  "seconds",
  "minutes",
  "hours",
  "days",
  "smaller",
  "larger",
] as const;
export const FunctionName = z.enum(functionNames);
export type FunctionName = z.infer<typeof FunctionName>;

/**
 * Whose name a path begins with: `own` is the thing (or the element of a list) that the expression is about, `outer` the
 * one around an aggregate's condition, `around` the nearest thing around of an entity that the first name is, `other` in
 * a refusal the thing that is in the way (the first made, of several), `input` what an action takes, `value` a named
 * value of an action, `created` a thing that an earlier effect of the action has made, by its entity's name.
 */
export const PathScope = z.enum(["own", "outer", "around", "other", "input", "value", "created"]);
export type PathScope = z.infer<typeof PathScope>;

/** Things of one entity: all, or through the reference `via` those that belong to the thing around; narrowed by `where`. */
export interface Things {
  entity: string;
  via?: string | undefined;
  /** Only those of the group that the expression is about. */
  grouped?: true | undefined;
  where?: Expression | undefined;
}

/** Fields along references; no names at all: the thing or the element itself. */
export interface Path {
  kind: "path";
  scope: PathScope;
  names: string[];
}

/** Elements of a list that a field or an input holds, in its order; narrowed by `where`. */
export interface Elements {
  list: Path;
  where?: Expression | undefined;
}

/** A value worked out from others. Null stands for what is absent. */
export type Expression =
  | { kind: "literal"; value: string | number | boolean | null }
  /** So many units, a number; it stands beside the date or moment that it moves. */
  | { kind: "duration"; amount: Expression; unit: DurationUnit }
  | Path
  /** The moment of the request, its UTC day, and the caller's name (null without one). */
  | { kind: "now" | "today" | "caller" }
  /** Whether the caller has the role. */
  | { kind: "role"; role: string }
  | { kind: "not" | "negative"; operand: Expression }
  /** `=` and `!=` are true or false also for null; order with null is null; `otherwise`: right where left is null. */
  | { kind: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: "one-of"; value: Expression; options: Expression[] }
  /** Whether what is given is the password that a field of a thing keeps; not true where there is no thing, or none is kept. */
  | { kind: "fits"; password: Path; given: Expression }
  /** Whether a call has sent what the action takes: null is sent, and a default is not. */
  | { kind: "given"; input: Path }
  | { kind: "call"; name: FunctionName; arguments: Expression[] }
  /**
   * Over related things, or elements of a list. `count`, `any`, `none` have no value; `sum` of nothing is 0, the others' null; `list` gives the
   * values as a JSON array in the order; `first` is the value of the first in the order, null of nothing.
   */
  | {
      kind: "aggregate";
      name: "count" | "any" | "none" | "sum" | "average" | "least" | "greatest" | "first" | "list";
      things: Things | Elements;
      value?: Expression | undefined;
      order?: Order[] | undefined;
    }
  /**
   * A JSON array of what is said of each group of things that agree in all keys, in the order, else in that of each
   * group's first thing. The value is about the group: it names keys, and things that are `grouped`.
   */
  | {
      kind: "groups";
      things: Things;
      keys: { name: string; value: Expression }[];
      value: Expression;
      order?: Order[] | undefined;
    }
  | { kind: "cases"; cases: { when: Expression; value: Expression }[]; otherwise: Expression }
  | { kind: "object"; properties: { name: string; value: Expression }[] };

/** What things are ordered by; without one, by creation. Elements then keep the order of their list. */
export const Order = z.strictObject({ field: z.string(), descending: z.boolean() });
export type Order = z.infer<typeof Order>;

const Name = z.string().min(1);

export const Things: z.ZodType<Things> = z.lazy(() =>
  z.strictObject({
    entity: Name,
    via: Name.optional(),
    grouped: z.literal(true).optional(),
    where: Expression.optional(),
  }),
);

const Path: z.ZodType<Path> = z.strictObject({
  kind: z.literal("path"),
  scope: PathScope,
  names: z.array(Name),
});

export const Elements: z.ZodType<Elements> = z.lazy(() =>
  z.strictObject({ list: Path, where: Expression.optional() }),
);

export const Expression: z.ZodType<Expression> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("literal"),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    }),
    z.strictObject({ kind: z.literal("duration"), amount: Expression, unit: DurationUnit }),
    z.strictObject({ kind: z.literal("path"), scope: PathScope, names: z.array(Name) }),
    z.strictObject({ kind: z.enum(["now", "today", "caller"]) }),
    z.strictObject({ kind: z.literal("role"), role: Name }),
    z.strictObject({ kind: z.enum(["not", "negative"]), operand: Expression }),
    z.strictObject({
      kind: z.literal("binary"),
      operator: z.enum(binaryOperators),
      left: Expression,
      right: Expression,
    }),
    z.strictObject({ kind: z.literal("one-of"), value: Expression, options: z.array(Expression).min(1) }),
    z.strictObject({ kind: z.literal("fits"), password: Path, given: Expression }),
    z.strictObject({ kind: z.literal("given"), input: Path }),
    z.strictObject({ kind: z.literal("call"), name: FunctionName, arguments: z.array(Expression) }),
    z.strictObject({
      kind: z.literal("aggregate"),
      name: z.enum(["count", "any", "none", "sum", "average", "least", "greatest", "first", "list"]),
      things: z.union([Things, Elements]),
      value: Expression.optional(),
      order: z.array(Order).optional(),
    }),
    z.strictObject({
      kind: z.literal("groups"),
      things: Things,
      keys: z.array(z.strictObject({ name: Name, value: Expression })).min(1),
      value: Expression,
      order: z.array(Order).optional(),
    }),
    z.strictObject({
      kind: z.literal("cases"),
      cases: z.array(z.strictObject({ when: Expression, value: Expression })).min(1),
      otherwise: Expression,
    }),
    z.strictObject({
      kind: z.literal("object"),
      properties: z.array(z.strictObject({ name: Name, value: Expression })),
    }),
  ]),
);

/**
 * The expressions that one is made of, in its own scope: those inside an aggregate are about other things, but the list
 * that it goes over is not.
 */
export function operandsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "duration":
      return [expression.amount];
    case "not":
    case "negative":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "one-of":
      return [expression.value, ...expression.options];
    case "fits":
      return [expression.password, expression.given];
    case "given":
      return [expression.input];
    case "call":
      return expression.arguments;
    case "cases":
      return [...expression.cases.flatMap(({ when, value }) => [when, value]), expression.otherwise];
    case "object":
      return expression.properties.map(({ value }) => value);
    case "aggregate":
      return "list" in expression.things ? [expression.things.list] : [];
    default:
      return [];
  }
}

/** What an expression and those around it are about: entities, the innermost first; undefined of elements and groups. */
export type Within = readonly (string | undefined)[];

/** The expressions that one is made of, also those inside an aggregate, each with what it is about. */
export function partsWithin(expression: Expression, within: Within): [Expression, Within][] {
  const parts = operandsOf(expression).map((part): [Expression, Within] => [part, within]);
  if (expression.kind !== "aggregate" && expression.kind !== "groups") return parts;
  const { things, value } = expression;
  const inner = ["list" in things ? undefined : things.entity, ...within];
  if (things.where !== undefined) parts.push([things.where, inner]);
  if (expression.kind === "groups")
    parts.push(...expression.keys.map((key): [Expression, Within] => [key.value, inner]));
  if (value !== undefined) parts.push([value, expression.kind === "groups" ? [undefined, ...within] : inner]);
  return parts;
}

/** Whose names an expression reads; `own` also where an aggregate in it speaks of what is around it. */
export function scopesRead(expression: Expression, within: Within = []): Set<PathScope> {
  if (expression.kind === "path") return new Set(scopeRead(expression, within));
  const read = new Set(
    partsWithin(expression, within).flatMap(([part, about]) => [...scopesRead(part, about)]),
  );
  if (expression.kind !== "aggregate" && expression.kind !== "groups") return read;
  const { things } = expression;
  return !("list" in things) && things.via !== undefined && within.length === 0 ? read.add("own") : read;
}

function scopeRead({ scope, names }: Path, within: Within): PathScope[] {
  const depth = within.length;
  if (scope === "own") return depth === 0 ? ["own"] : [];
  if (scope === "outer" && depth > 0) return depth === 1 ? ["own"] : [];
  if (scope === "around") return within.slice(1).includes(names[0]) ? [] : ["own"];
  return [scope];
}

/** Names of the fields of the thing that an expression is about which it reads, also from within an aggregate. */
export function ownNamesRead(expression: Expression, within: Within = []): Set<string> {
  if (expression.kind === "path") {
    if (!scopeRead(expression, within).includes("own")) return new Set();
    const { scope, names } = expression;
    return new Set(scope === "around" ? names.slice(1, 2) : names.slice(0, 1));
  }
  return new Set(partsWithin(expression, within).flatMap(([part, about]) => [...ownNamesRead(part, about)]));
}

/** Whether an expression has such a path, or speaks of things that are found by one. */
export function looksAt(expression: Expression, isSuch: (path: Path) => boolean): boolean {
  if (expression.kind === "path") return isSuch(expression);
  return partsWithin(expression, []).some(([part]) => looksAt(part, isSuch));
}

/** Whether a condition speaks of what an input names, or of a part of it. */
export function looksThroughInput({ condition }: { condition: Expression }): boolean {
  return looksAt(condition, ({ scope, names }) => scope === "input" && names.length > 1);
}

/** Whether what an expression gives hangs on who calls. */
export function hangsOnCaller(expression: Expression): boolean {
  return /"kind":"(caller|role)"/.test(JSON.stringify(expression));
}

/** Whether what an expression gives hangs on nothing but the request and the moment at which it is made. */
export function isOfRequest(expression: Expression): boolean {
  const isKept = ({ scope, names }: Path) => scope !== "input" || names.length > 1;
  return !looksAt(expression, isKept) && !/"kind":"(aggregate|groups|role)"/.test(JSON.stringify(expression));
}

/** The conditions of which all must be true for one to be: the parts that its outermost `and`s join. */
export function conjunctsOf(condition: Expression): Expression[] {
  return joinedBy("and", condition);
}

/** The conditions that the outermost operators of a kind join. */
export function joinedBy(operator: "and" | "or", condition: Expression): Expression[] {
  return condition.kind === "binary" && condition.operator === operator
    ? [...joinedBy(operator, condition.left), ...joinedBy(operator, condition.right)]
    : [condition];
}
