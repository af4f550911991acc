import { expect, test } from "vitest";
import * as z from "zod";
import { parse } from "../body.ts";
import { Refusal } from "../refusal.ts";

const schema = z.object({
  text: z.string().min(1).max(3),
  form: z.string().regex(/^[A-Z]{2}$/u),
  either: z
    .string()
    .regex(/^(?:a\/b|c)$/u)
    .optional(),
  parts: z
    .string()
    .regex(/^(?:ab)x(?:c|d)$/u)
    .optional(),
  whole: z.int().min(1).max(9),
  money: z.number().gt(0).lt(10).multipleOf(0.5),
  truth: z.boolean(),
  list: z.array(z.string()).min(2).max(3),
  one: z.enum(["LP", "EP"]),
  day: z.iso.date(),
  mail: z.email(),
  part: z.object({ inner: z.int() }),
});
const right = {
  ...{ text: "a", form: "AB", whole: 1, money: 0.5, truth: true, list: ["a", "b"], one: "LP" },
  ...{ day: "2026-01-31", mail: "a@b.org", part: { inner: 1 } },
};

function problem(wrong: Record<string, unknown>): string[] {
  try {
    parse(schema, { ...right, ...wrong });
  } catch (error) {
    if (error instanceof Refusal) return error.errors.map(({ field, message }) => `${field} ${message}`);
  }
  return [];
}

test.each<[wrong: Record<string, unknown>, told: string]>([
  [{ text: "" }, "text must not be empty"],
  [{ text: "abcd" }, "text must have at most 3 characters"],
  [{ text: 1 }, "text must be a text"],
  [{ text: null }, "text must not be null"],
  [{ one: null }, "one must not be null"],
  [{ text: undefined }, "text is required"],
  [{ form: "abc" }, "form must have the form [A-Z]{2}"],
  [{ either: "abc" }, "either must have the form a/b|c"],
  [{ parts: "abc" }, "parts must have the form (?:ab)x(?:c|d)"],
  [{ whole: 0 }, "whole must be at least 1"],
  [{ whole: 1.5 }, "whole must be a whole number"],
  [{ whole: "1" }, "whole must be a number"],
  [{ money: 0 }, "money must be more than 0"],
  [{ money: 10 }, "money must be less than 10"],
  [{ money: 0.3 }, "money must be a multiple of 0.5"],
  [{ truth: "yes" }, "truth must be true or false"],
  [{ list: ["a"] }, "list must have at least 2 elements"],
  [{ list: "a" }, "list must be a list"],
  [{ one: "CD" }, "one must be one of LP, EP"],
  [{ one: undefined }, "one is required"],
  [{ day: "2026-02-30" }, "day must be a date, as 2026-01-31"],
  [{ mail: "a" }, "mail must be an email address"],
  [{ part: { inner: "x" } }, "part.inner must be a number"],
  [{ part: [] }, "part must be an object"],
])("%o is told in plain words", (wrong, told) => {
  expect(problem(wrong)).toEqual([told]);
});
