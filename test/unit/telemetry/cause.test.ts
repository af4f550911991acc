import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { causeOf, wordsOf } from "../../../shared/telemetry/cause.ts";

const code = new Set(
  wordsOf(`throw new Error("No member " + name + " has paid"); const open = 1; row.title`),
);
const cause = (message: string) => causeOf(message, (word) => code.has(word));

describe("a cause", () => {
  test.each([
    [
      "Cannot read properties of undefined (reading 'title')",
      "Cannot read properties of undefined (reading title)",
    ],
    ["No member Ada Lovelace has paid", "No member … has paid"],
    ["No member ada has paid 12.50", "No member … has paid …"],
    ["no such column: title", "no such column: title"],
    [`Unexpected token 'A', "{"name": Ada}" is not valid JSON`, "Unexpected token … is not valid JSON"],
    ["member 6f1c2a9e-0b1d-4c55-9d8a-2f3c4d5e6f70 has paid", "member … has paid"],
    ["member ada@example.com has paid", "member … has paid"],
    ["UNIQUE constraint failed: row.title", "UNIQUE constraint failed: row.title"],
    ["", "…"],
  ])("of %j is %j", (message, expected) => {
    expect(cause(message)).toBe(expected);
  });

  test("holds no word that neither the code nor the runtime says", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.stringMatching(/^[A-Za-z]{3,12}$/), (around, name) => {
        const secret = `Zq${name}`;
        expect(cause(`${around} ${secret} ${around}`)).not.toContain(secret);
      }),
    );
  });

  test("is short, whatever the message", () => {
    expect(cause("row ".repeat(10_000)).length).toBeLessThanOrEqual(200);
  });
});
