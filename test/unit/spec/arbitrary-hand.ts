import fc from "fast-check";
import type { ByHand } from "../../../shared/blueprint/by-hand.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";

/** Sentences with what ends or begins statements elsewhere, stops among them. */
const sentence = fc
  .stringMatching(/^[a-zA-Z][a-zA-Z ,;:'.-]{0,60}[a-z]$/)
  .map((text) => text.replace(/\s+/g, " "));

const refusal = fc.record(
  {
    status: fc.constantFrom(400, 409, 422),
    code: fc.constantFrom("taken", "odd"),
    message: fc.constantFrom("It is taken.", "No, not (this)"),
  },
  { requiredKeys: ["status"] },
);

/** What a function does and how it refuses. */
export function handIn(least = 0): fc.Arbitrary<ByHand> {
  const codeOf = ({ status, code }: { status: number; code?: string }) =>
    code ?? (status === 409 ? "conflict" : "invalid");
  return fc.record({
    sentence,
    refusals: fc.uniqueArray(refusal, { selector: codeOf, minLength: least, maxLength: 2 }),
  });
}

/** A field that a function gives. */
export function handFieldNamed(name: string): fc.Arbitrary<Field> {
  const type = fc.constantFrom<Partial<Field>>(
    { type: "integer", minimum: 0 },
    { type: "string", nullable: true, maxLength: 9 },
    { type: "boolean" },
    { type: "date" },
    { type: "datetime" },
    { type: "choice", values: ["low", "open"] },
    { type: "object" },
    { type: "json" },
    {
      type: "list",
      items: { type: "object", unique: false, properties: [newField("x", [{ type: "integer" }])] },
    },
    { type: "list", items: { type: "string", unique: false } },
  );
  return fc.tuple(type, handIn()).map(([given, byHand]): Field => ({ ...newField(name, [given]), byHand }));
}

/** A field of a thing that a function gives: shown alone, or kept. */
export function handFieldOfThing(name: string): fc.Arbitrary<Field> {
  const source = fc.constantFrom("computed" as const, "set-at-creation" as const, "set-at-change" as const);
  return fc.tuple(handFieldNamed(name), source).map(([field, of]) => ({ ...field, source: of }));
}
