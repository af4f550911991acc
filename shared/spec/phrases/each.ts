import type { Each } from "../../blueprint/action.ts";
import type { Expression, Order, Things } from "../../blueprint/expression.ts";
import { type Scope, scopeOf } from "../../blueprint/value-type.ts";
import type { Draft } from "../draft.ts";
import { printExpression } from "../expressions/print.ts";
import type { Meanings } from "../grammar.ts";
import { optional } from "./field-type.ts";

/** What an effect is done for: things, or the elements of a list, in an order. */
export const eachGrammar = `
  EachOf = ("for" | "in") "each" "of" Things Ordered?
`;

export const eachMeanings: Meanings = {
  EachOf: (things, order): Each => {
    const keys = optional<Order[]>(order);
    return { things: things.value(), ...(keys && { order: keys }) };
  },
};

const it: Expression = { kind: "path", scope: "own", names: [] };

function listed({ things, order }: Each): Expression {
  return { kind: "aggregate", name: "list", things, value: it, ...(order && { order }) };
}

/** What is gone over with its names resolved, and the scope in which each is spoken of: read as the list of them. */
export function settleEach(draft: Draft, raw: Each, scope: Scope): { each: Each; inner: Scope } | undefined {
  const list = draft.resolve(listed(raw), scope, undefined);
  if (list?.kind !== "aggregate") return undefined;
  return { each: { ...raw, things: list.things }, inner: scopeOf(list.things, scope) };
}

/** Things with their names resolved. */
export function settleThings(draft: Draft, raw: Each & { things: Things }, scope: Scope): Things | undefined {
  const things = settleEach(draft, raw, scope)?.each.things;
  if (things === undefined || !("list" in things)) return things;
  draft.fail("What is found are things, and these are elements of a list.");
  return undefined;
}

/** What is gone over, and in which order, as a spec writes it. */
export function listedText(each: Each, scope: Scope): string {
  return printExpression(listed(each), scope).replace(/^list of it of /, "");
}

/** How an effect's statement ends that is done for each of several. */
export function eachText(each: Each | undefined, scope: Scope): string {
  return each === undefined ? "" : ` for each of ${listedText(each, scope)}`;
}
