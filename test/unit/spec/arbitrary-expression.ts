import fc from "fast-check";
import {
  DurationUnit,
  type Elements,
  type Expression,
  type FunctionName,
  type Order,
  type Path,
  type Things,
} from "../../../shared/blueprint/expression.ts";
import {
  elementOf,
  entityOf,
  fieldAt,
  fieldType,
  memberNames,
  memberType,
  type Scope,
  scopeAround,
  scopeOf,
  typeOf,
  type ValueType,
} from "../../../shared/blueprint/value-type.ts";
import { groupsIn } from "./arbitrary-groups.ts";

export type Kind = "number" | "text" | "truth" | "date" | "moment";

/** Expressions of a type that are right in the scope: every name is defined and every type fits. */
export function expressionOf(kind: Kind, scope: Scope, depth = 2): fc.Arbitrary<Expression> {
  return later(() => anyOf(kind, scope, depth));
}

/** Made only when one is asked for: whole trees of what could be made are too many. */
function later<Value>(make: () => fc.Arbitrary<Value>): fc.Arbitrary<Value> {
  return fc.constant(undefined).chain(make);
}

function anyOf(kind: Kind, scope: Scope, depth: number): fc.Arbitrary<Expression> {
  const paths = pathsOf(scope).filter((path) => fits(kind, typeOf(path, scope)));
  const asked = kind === "truth" ? givenIn(scope) : [];
  const leaves = [...[...paths, ...asked].map((one) => fc.constant(one)), literalOf(kind, scope)];
  const leaf = fc.oneof(...leaves);
  if (depth === 0) return leaf;
  const inner = (of: Kind) => expressionOf(of, scope, depth - 1);
  return fc.oneof(
    leaf,
    ...compound(kind, scope, depth, inner),
    casesOf(kind, inner),
    otherwiseOf(kind, inner),
  );
}

function fits(kind: Kind, type: ValueType): boolean {
  return type.kind === kind || (kind === "number" && type.kind === "whole number");
}

/** Whether inputs of an action are given that may be left out. */
function givenIn({ inputs = [], values, own, around }: Scope): Expression[] {
  const hidden = around !== undefined && own !== undefined ? memberNames(own) : [];
  return inputs
    .filter(({ name, required }) => values !== undefined && !required && !hidden.includes(name))
    .map(({ name }) => ({ kind: "given", input: { kind: "path", scope: "input", names: [name] } }));
}

/** Everything that can be named in the scope, also one step along a reference. */
export function pathsOf(scope: Scope): Path[] {
  const { own, outer, inputs = [], values, created = [] } = scope;
  const paths: Path[] = [];
  const add = (of: Path["scope"], first: string, type?: ValueType) => {
    paths.push({ kind: "path", scope: of, names: [first] });
    const target = scope.entities.find(({ name }) => type?.kind === "thing" && name === type.entity);
    for (const name of target === undefined ? [] : memberNames(target)) {
      paths.push({ kind: "path", scope: of, names: [first, name] });
    }
  };
  if (own?.element !== undefined) paths.push({ kind: "path", scope: "own", names: [] });
  if (outer !== undefined && entityOf(outer) !== undefined)
    paths.push({ kind: "path", scope: "outer", names: [] });
  for (const { name } of scope.entities) {
    const around = scopeAround(name, scope);
    if (around !== undefined && around !== scope.around) add("around", name, { kind: "thing", entity: name });
  }
  for (const name of own === undefined ? [] : memberNames(own))
    add("own", name, own && memberType(own, name));
  for (const name of outer === undefined ? [] : memberNames(outer)) {
    add("outer", name, outer && memberType(outer, name));
  }
  const { other } = scope;
  for (const name of other === undefined ? [] : memberNames(other))
    add("other", name, other && memberType(other, name));
  // What the thing inside an aggregate calls so hides what the action does.
  const hidden = new Set(scope.around !== undefined && own !== undefined ? memberNames(own) : []);
  const free = (name: string) => !hidden.has(name);
  const taken = new Set([...inputs.map(({ name }) => name), ...(values?.keys() ?? [])]);
  for (const field of inputs) if (free(field.name)) add("input", field.name, fieldType(field));
  for (const [name, type] of values ?? []) if (free(name)) add("value", name, type);
  for (const name of created) {
    const isHidden = taken.has(name) || (own !== undefined && memberNames(own).includes(name));
    if (!isHidden) add("created", name, { kind: "thing", entity: name });
  }
  return paths;
}

/** Made once: what can be any character takes long to make. */
const texts: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .oneof(fc.string({ maxLength: 8 }), fc.string({ unit: "binary", maxLength: 4 }))
    // A text with this one is refused.
    .filter((text) => !text.includes("\u0000"))
    .map(literal),
  fc.constant<Expression>({ kind: "caller" }),
);

function literalOf(kind: Kind, scope: Scope): fc.Arbitrary<Expression> {
  switch (kind) {
    case "number":
      return fc
        .oneof(
          fc.integer({ min: -9999, max: 9999 }),
          fc.integer({ min: 1, max: 9999 }).map((n) => n / 100),
        )
        .map(literal);
    case "text":
      return texts;
    case "truth": {
      const roles = (scope.roles ?? []).map((role): Expression => ({ kind: "role", role }));
      return fc.constantFrom(literal(true), literal(false), ...roles);
    }
    case "date":
      return fc.constant({ kind: "today" });
    case "moment":
      return fc.constant({ kind: "now" });
  }
}

function literal(value: string | number | boolean | null): Expression {
  return { kind: "literal", value };
}

type Inner = (kind: Kind) => fc.Arbitrary<Expression>;

/** What each function takes and gives. */
const functions: readonly { name: FunctionName; takes: readonly Kind[]; gives: Kind }[] = [
  { name: "round", takes: ["number"], gives: "number" },
  { name: "round", takes: ["number", "number"], gives: "number" },
  { name: "floor", takes: ["number"], gives: "number" },
  { name: "ceiling", takes: ["number"], gives: "number" },
  { name: "absolute", takes: ["number"], gives: "number" },
  { name: "remainder", takes: ["number", "number"], gives: "number" },
  { name: "length", takes: ["text"], gives: "number" },
  { name: "trim", takes: ["text"], gives: "text" },
  { name: "lower", takes: ["text"], gives: "text" },
  { name: "upper", takes: ["text"], gives: "text" },
  { name: "start", takes: ["text", "number"], gives: "text" },
  { name: "contains", takes: ["text", "text"], gives: "truth" },
  { name: "replace", takes: ["text", "text", "text"], gives: "text" },
  { name: "date", takes: ["moment"], gives: "date" },
  ...(["year", "month", "day", "weekday"] as const).map((name) => ({
    name,
    takes: ["date" as const],
    gives: "number" as const,
  })),
  { name: "hour", takes: ["moment"], gives: "number" },
  ...(["seconds", "minutes", "hours"] as const).map((name) => ({
    name,
    takes: ["moment" as const, "moment" as const],
    gives: "number" as const,
  })),
  { name: "days", takes: ["date", "date"], gives: "number" },
  ...(["smaller", "larger"] as const).flatMap((name) =>
    (["number", "date", "moment"] as const).map((kind) => ({ name, takes: [kind, kind], gives: kind })),
  ),
];

function callsOf(kind: Kind, inner: Inner): fc.Arbitrary<Expression>[] {
  return functions
    .filter(({ gives }) => gives === kind)
    .map(({ name, takes }) =>
      fc
        .tuple(...takes.map((one) => inner(one)))
        .map((values): Expression => ({ kind: "call", name, arguments: values })),
    );
}

function compound(kind: Kind, scope: Scope, depth: number, inner: Inner): fc.Arbitrary<Expression>[] {
  const calls = callsOf(kind, inner);
  if (kind === "number") return [...calls, ...numbers(scope, depth, inner)];
  if (kind === "text") {
    const pairs: [Kind, Kind][] = [
      ["text", "text"],
      ["text", "number"],
      ["number", "text"],
      ["text", "date"],
    ];
    const joined = fc
      .tuple(
        listIn(scope, depth, (one) => expressionOf("text", one, 0)),
        inner("text"),
      )
      .map((values): Expression => ({ kind: "call", name: "join", arguments: values }));
    return [...calls, joined, ...pairs.map(([left, right]) => binary(["+"], inner(left), inner(right)))];
  }
  if (kind === "truth") return [...calls, ...truths(scope, depth, inner)];
  return [
    ...calls,
    binary(["+", "-"], inner(kind), durationOf(inner("number"))),
    ...valuesOver(kind, ["least", "greatest"], scope, depth),
  ];
}

/** A duration of so many units. */
export function durationOf(number: fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .record({
      amount: fc.oneof(
        fc.nat(90).map((value): Expression => ({ kind: "literal", value })),
        number,
      ),
      unit: fc.constantFrom(...DurationUnit.options),
    })
    .map(({ amount, unit }): Expression => ({ kind: "duration", amount, unit }));
}

function binary(
  operators: readonly ("+" | "-" | "*" | "/" | "and" | "or" | "=" | "!=" | "<" | "<=" | ">" | ">=")[],
  left: fc.Arbitrary<Expression>,
  right: fc.Arbitrary<Expression>,
) {
  return fc
    .tuple(fc.constantFrom(...operators), left, right)
    .map(([operator, one, other]): Expression => ({ kind: "binary", operator, left: one, right: other }));
}

function numbers(scope: Scope, depth: number, inner: Inner): fc.Arbitrary<Expression>[] {
  return [
    binary(["+", "-", "*", "/"], inner("number"), inner("number")),
    // The negative of a number as it is written is a number as it is written.
    inner("number").map(
      (operand): Expression => (operand.kind === "literal" ? operand : { kind: "negative", operand }),
    ),
    several(scope, depth).map((of): Expression => ({ kind: "aggregate", name: "count", things: of.things })),
    ...valuesOver("number", ["sum", "average", "least", "greatest"], scope, depth),
  ];
}

function valuesOver(
  kind: Kind,
  names: readonly ("sum" | "average" | "least" | "greatest")[],
  scope: Scope,
  depth: number,
): fc.Arbitrary<Expression>[] {
  return [
    several(scope, depth).chain((of) =>
      fc
        .tuple(fc.constantFrom(...names), expressionOf(kind, of.scope, depth - 1))
        .map(([name, value]): Expression => ({ kind: "aggregate", name, things: of.things, value })),
    ),
    several(scope, depth).chain((of) =>
      fc.tuple(expressionOf(kind, of.scope, depth - 1), orderIn(of.scope)).map(
        ([value, order]): Expression => ({
          kind: "aggregate",
          name: "first",
          things: of.things,
          value,
          ...(order.length > 0 && { order }),
        }),
      ),
    ),
  ];
}

function truths(scope: Scope, depth: number, inner: Inner): fc.Arbitrary<Expression>[] {
  const order = ["=", "!=", "<", "<=", ">", ">="] as const;
  const empty = fc.constant(literal(null));
  return [
    binary(["and", "or"], inner("truth"), inner("truth")),
    binary(order, inner("number"), inner("number")),
    binary(order, inner("text"), inner("text")),
    binary(order, inner("date"), inner("date")),
    binary(order, inner("moment"), inner("moment")),
    binary(order, inner("date"), fc.constant(literal("2028-02-29"))),
    binary(["=", "!="], inner("truth"), inner("truth")),
    binary(["=", "!="], fc.oneof(inner("text"), inner("date"), inner("truth")), empty),
    inner("truth").map((operand): Expression => ({ kind: "not", operand })),
    fc
      .tuple(inner("number"), fc.array(inner("number"), { minLength: 1, maxLength: 3 }))
      .map(([value, options]): Expression => ({ kind: "one-of", value, options })),
    fc
      .tuple(fc.constantFrom("any" as const, "none" as const), several(scope, depth))
      .map(([name, of]): Expression => ({ kind: "aggregate", name, things: of.things })),
    ...choicesIn(scope).flatMap(({ path, values }) => [
      fc.tuple(fc.constantFrom("=" as const, "!=" as const), fc.constantFrom(...values)).map(
        ([operator, value]): Expression => ({
          kind: "binary",
          operator,
          left: path,
          right: literal(value),
        }),
      ),
      fc
        .uniqueArray(fc.constantFrom(...values), { minLength: 1 })
        .map((options): Expression => ({ kind: "one-of", value: path, options: options.map(literal) })),
    ]),
    ...thingsIn(scope).map((path) => binary(["=", "!="], fc.constant(path), inner("text"))),
  ];
}

function choicesIn(scope: Scope): { path: Expression; values: readonly string[] }[] {
  return pathsOf(scope).flatMap((path) => {
    const type = typeOf(path, scope);
    return type.kind === "choice" ? [{ path, values: type.values }] : [];
  });
}

function thingsIn(scope: Scope): Expression[] {
  return pathsOf(scope).filter((path) => typeOf(path, scope).kind === "thing");
}

function casesOf(kind: Kind, inner: Inner): fc.Arbitrary<Expression> {
  const one = fc.record({ when: inner("truth"), value: inner(kind) });
  return fc.record({
    kind: fc.constant("cases" as const),
    cases: fc.array(one, { minLength: 1, maxLength: 2 }),
    otherwise: inner(kind),
  });
}

function otherwiseOf(kind: Kind, inner: Inner): fc.Arbitrary<Expression> {
  return fc
    .tuple(inner(kind), inner(kind))
    .map(([left, right]) => ({ kind: "binary", operator: "otherwise", left, right }));
}

export function orderIn({ own }: Scope): fc.Arbitrary<Order[]> {
  const names = own === undefined ? ["id"] : memberNames(own);
  if (names.length === 0) return fc.constant([]);
  return fc.array(fc.record({ field: fc.constantFrom(...names), descending: fc.boolean() }), {
    maxLength: 2,
  });
}

/** Things, or the elements of a list that can be named here. */
export function several(
  scope: Scope,
  depth: number,
): fc.Arbitrary<{ things: Things | Elements; scope: Scope }> {
  const lists = pathsOf(scope).filter(
    (path) =>
      path.names.length > 0 &&
      // An element around that is no thing has no kind to be called by.
      !(path.scope === "outer" && scope.outer !== undefined && entityOf(scope.outer) === undefined) &&
      elementOf(fieldAt(path, scope), scope.entities) !== undefined,
  );
  if (lists.length === 0) return things(scope, depth);
  const elements = fc.constantFrom(...lists).chain((list) => narrowed({ list }, scope, depth));
  return fc.oneof(things(scope, depth), elements);
}

/** Things of the service, own ones where there are, and the scope inside of them. */
export function things(scope: Scope, depth: number) {
  return later(() => anyThings(scope, depth));
}

function anyThings(scope: Scope, depth: number) {
  const all = scope.entities.map((entity) => ({ entity: entity.name }));
  const its = scope.entities.flatMap((entity) =>
    entity.fields
      .filter((field) => field.type === "reference" && field.references === scope.own?.name)
      .map((field) => ({ entity: entity.name, via: field.name })),
  );
  return fc.constantFrom<Things>(...all, ...its).chain((of) => narrowed(of, scope, depth));
}

export function narrowed<Of extends Things | Elements>(of: Of, scope: Scope, depth: number) {
  const inner = scopeOf(of, scope);
  const where = fc.option(expressionOf("truth", inner, Math.max(0, Math.min(1, depth - 1))), {
    nil: undefined,
  });
  return where.map((condition) => ({
    things: { ...of, ...(condition && { where: condition }) },
    scope: inner,
  }));
}

/** What an answer or a refusal may carry: any value, an object, a list of related things in an order. */
export function shownIn(scope: Scope, depth = 1): fc.Arbitrary<Expression> {
  return later(() => anyShown(scope, depth));
}

function anyShown(scope: Scope, depth: number): fc.Arbitrary<Expression> {
  const simple = fc.oneof(
    ...(["number", "text", "truth", "date", "moment"] as const).map((kind) =>
      expressionOf(kind, scope, depth),
    ),
  );
  if (depth === 0) return simple;
  const name = fc.constantFrom("a", "of", "where", "the_sum", "it", "O-", "a b", "1", 'quote"');
  const object = (value: fc.Arbitrary<Expression>) =>
    fc.uniqueArray(fc.tuple(name, value), { selector: ([one]) => one, minLength: 1, maxLength: 3 }).map(
      (all): Expression => ({
        kind: "object",
        properties: all.map(([one, of]) => ({ name: one, value: of })),
      }),
    );
  const list = listIn(scope, depth, (inner) =>
    fc.oneof(expressionOf("text", inner, 0), object(expressionOf("number", inner, 0))),
  );
  const groups = groupsIn(scope, depth);
  return fc.oneof(simple, object(fc.oneof(simple, list, groups)), list, groups);
}

/** A list of values of related things or of elements, in an order. */
export function listIn(
  scope: Scope,
  depth: number,
  valueIn: (scope: Scope) => fc.Arbitrary<Expression>,
): fc.Arbitrary<Expression> {
  return several(scope, depth).chain((of) =>
    fc.tuple(valueIn(of.scope), orderIn(of.scope)).map(
      ([value, order]): Expression => ({
        kind: "aggregate",
        name: "list",
        things: of.things,
        value,
        ...(order.length > 0 && { order }),
      }),
    ),
  );
}
