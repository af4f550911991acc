import fc from "fast-check";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import { memberType, type Scope, scopeOf, type ValueType } from "../../../shared/blueprint/value-type.ts";

type Kind = "number" | "text" | "truth" | "date" | "moment";

/** Expressions of a type that are right in the scope: every name is defined and every type fits. */
export function expressionOf(kind: Kind, scope: Scope, depth = 2): fc.Arbitrary<Expression> {
  const paths = pathsOf(kind, scope).map((path) => fc.constant(path));
  const leaves = [...paths, literalOf(kind)];
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

/** The scope's own thing and its inputs: paths of a type, one of them through a reference. */
function pathsOf(kind: Kind, scope: Scope): Expression[] {
  const fits = (type: ValueType | undefined) =>
    type?.kind === kind || (kind === "number" && type?.kind === "whole number");
  const paths: Expression[] = [];
  const { own, outer, inputs } = scope;
  const inputNames = new Set(inputs?.map(({ name }) => name));
  for (const name of own?.fields.map((field) => field.name) ?? []) {
    const type = own && memberType(own, name);
    if (fits(type)) paths.push({ kind: "path", scope: "own", names: [name] });
    const target = scope.entities.find((one) => type?.kind === "thing" && one.name === type.entity);
    const further = target?.fields.find((field) => fits(memberType(target, field.name)));
    if (further !== undefined) paths.push({ kind: "path", scope: "own", names: [name, further.name] });
  }
  for (const name of outer?.fields.map((field) => field.name) ?? []) {
    if (outer !== undefined && fits(memberType(outer, name)))
      paths.push({ kind: "path", scope: "outer", names: [name] });
  }
  const hidden = (name: string) =>
    outer !== undefined && own !== undefined && memberType(own, name) !== undefined;
  for (const name of inputNames) {
    const field = inputs?.find((one) => one.name === name);
    const type =
      field && (field.type === "integer" ? "number" : field.type === "string" ? "text" : field.type);
    if (type === kind && !hidden(name)) paths.push({ kind: "path", scope: "input", names: [name] });
  }
  return paths;
}

function literalOf(kind: Kind): fc.Arbitrary<Expression> {
  switch (kind) {
    case "number":
      return fc
        .oneof(
          fc.integer({ min: -9999, max: 9999 }),
          fc.integer({ min: 1, max: 9999 }).map((n) => n / 100),
        )
        .map(literal);
    case "text":
      return fc.string({ maxLength: 8 }).map(literal);
    case "truth":
      return fc.boolean().map(literal);
    case "date":
      return fc.constant({ kind: "today" });
    case "moment":
      return fc.constant({ kind: "now" });
  }
}

function literal(value: string | number | boolean): Expression {
  return { kind: "literal", value };
}

function compound(kind: Kind, scope: Scope, depth: number, inner: (kind: Kind) => fc.Arbitrary<Expression>) {
  const related = things(scope, depth);
  const binary = (operators: readonly string[], left: Kind, right = left) =>
    fc.record({
      kind: fc.constant("binary"),
      operator: fc.constantFrom(...operators),
      left: inner(left),
      right: inner(right),
    }) as fc.Arbitrary<Expression>;
  switch (kind) {
    case "number":
      return [
        binary(["+", "-", "*", "/"], "number"),
        inner("number")
          .filter((one) => one.kind !== "literal")
          .map((operand): Expression => ({ kind: "negative", operand })),
        inner("text").map((text): Expression => ({ kind: "call", name: "length", arguments: [text] })),
        fc
          .tuple(inner("number"), inner("number"))
          .map(([one, other]): Expression => ({ kind: "call", name: "larger", arguments: [one, other] })),
        related.map((of): Expression => ({ kind: "aggregate", name: "count", things: of.things })),
        related.chain((of) =>
          expressionOf("number", of.scope, 0).map(
            (value): Expression => ({ kind: "aggregate", name: "sum", things: of.things, value }),
          ),
        ),
      ];
    case "text":
      return [binary(["+"], "text")];
    case "truth":
      return [
        binary(["and", "or"], "truth"),
        binary(["=", "!=", "<", "<=", ">", ">="], "number"),
        binary(["=", "!="], "text"),
        binary(["<", ">="], "date"),
        binary(["<", ">="], "moment"),
        inner("truth").map((operand): Expression => ({ kind: "not", operand })),
        inner("text").map(
          (left): Expression => ({
            kind: "binary",
            operator: "=",
            left,
            right: { kind: "literal", value: null },
          }),
        ),
        fc
          .tuple(inner("number"), fc.array(inner("number"), { minLength: 1, maxLength: 3 }))
          .map(([value, options]): Expression => ({ kind: "one-of", value, options })),
        related.map((of): Expression => ({ kind: "aggregate", name: "any", things: of.things })),
      ];
    case "date":
    case "moment":
      return [
        fc
          .record({
            left: inner(kind),
            operator: fc.constantFrom("+" as const, "-" as const),
            amount: fc.nat(90),
            unit: fc.constantFrom("day" as const, "month" as const),
          })
          .map(
            ({ left, operator, amount, unit }): Expression => ({
              kind: "binary",
              operator,
              left,
              right: { kind: "duration", amount, unit },
            }),
          ),
      ];
  }
}

function casesOf(kind: Kind, inner: (kind: Kind) => fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  const one = fc.record({ when: inner("truth"), value: inner(kind) });
  return fc.record({
    kind: fc.constant("cases" as const),
    cases: fc.array(one, { minLength: 1, maxLength: 2 }),
    otherwise: inner(kind),
  });
}

function otherwiseOf(kind: Kind, inner: (kind: Kind) => fc.Arbitrary<Expression>): fc.Arbitrary<Expression> {
  return fc
    .tuple(inner(kind), inner(kind))
    .map(([left, right]) => ({ kind: "binary", operator: "otherwise", left, right }));
}

/** Things of the service, own ones where there are, and the scope inside of them. */
function things(scope: Scope, depth: number) {
  const all = scope.entities.map((entity) => ({ entity: entity.name }));
  const its = scope.entities.flatMap((entity) =>
    entity.fields
      .filter((field) => field.type === "reference" && field.references === scope.own?.name)
      .map((field) => ({ entity: entity.name, via: field.name })),
  );
  return fc.constantFrom(...all, ...its).chain((of) => {
    const inner = scopeOf(of, scope);
    const where = fc.option(expressionOf("truth", inner, Math.min(1, depth - 1)), { nil: undefined });
    return where.map((condition) => ({
      things: { ...of, ...(condition && { where: condition }) },
      scope: inner,
    }));
  });
}
