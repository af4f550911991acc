import fc from "fast-check";
import type { SentHeader } from "../../../shared/blueprint/sent-header.ts";
import type { Scope } from "../../../shared/blueprint/value-type.ts";
import { expressionOf } from "./arbitrary-expression.ts";

/** Headers of an answer: of texts, numbers, moments, and of nothing at all. */
export function headersIn(scope: Scope): fc.Arbitrary<SentHeader[]> {
  const value = fc.oneof(
    ...(["text", "number", "moment", "truth"] as const).map((kind) => expressionOf(kind, scope, 1)),
    fc.constant({ kind: "literal" as const, value: "no-store" }),
  );
  return fc.uniqueArray(fc.record({ name: fc.constantFrom("Location", "X-Left", "Cache-Control"), value }), {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 2,
  });
}
