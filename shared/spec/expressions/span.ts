import type { Expression } from "../../blueprint/expression.ts";

/** A part of a statement: offsets, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

const spans = new WeakMap<object, Span>();

/** Remembers where in its statement an expression was read. */
export function setSpan(expression: object, span: Span): void {
  if (!spans.has(expression)) spans.set(expression, span);
}

/** Where in its statement an expression was read; undefined of one that was not read. */
export function spanOf(expression: Expression): Span | undefined {
  return spans.get(expression);
}
