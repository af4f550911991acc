import fc from "fast-check";
import type { Expression, Things } from "../../../shared/blueprint/expression.ts";
import { groupScope, type Scope } from "../../../shared/blueprint/value-type.ts";
import { expressionOf, narrowed, things } from "./arbitrary-expression.ts";

/** Groups of things by values of their own, and something added up of each. */
export function groupsIn(scope: Scope, depth: number): fc.Arbitrary<Expression> {
  const name = fc.constantFrom("label", "of", "month", "where");
  return things(scope, depth).chain(({ things: of, scope: inner }) => {
    const value = fc.oneof(
      ...(["text", "number", "truth", "date"] as const).map((kind) => expressionOf(kind, inner, 1)),
    );
    return fc
      .uniqueArray(fc.record({ name, value }), {
        selector: (key) => key.name,
        minLength: 1,
        maxLength: 2,
      })
      .chain((keys) => groupedBy(keys, of, scope));
  });
}

function groupedBy(
  keys: { name: string; value: Expression }[],
  of: Things,
  scope: Scope,
): fc.Arbitrary<Expression> {
  const agreed = keys.map((key) => ({
    name: key.name,
    value: { kind: "path" as const, scope: "own" as const, names: [key.name] },
  }));
  const them: Things = { entity: of.entity, grouped: true };
  const added = narrowed(them, groupScope({ things: of, keys }, scope), 1).chain((some) =>
    fc.oneof(
      fc.constant<Expression>({ kind: "aggregate", name: "count", things: some.things }),
      expressionOf("number", some.scope, 0).map(
        (value): Expression => ({ kind: "aggregate", name: "sum", things: some.things, value }),
      ),
    ),
  );
  const field = fc.constantFrom("n", ...keys.map((key) => key.name));
  const order = fc.uniqueArray(fc.record({ field, descending: fc.boolean() }), { maxLength: 2 });
  return fc.tuple(added, order).map(
    ([value, by]): Expression => ({
      kind: "groups",
      things: of,
      keys,
      value: { kind: "object", properties: [...agreed, { name: "n", value }] },
      ...(by.length > 0 && { order: by }),
    }),
  );
}
