import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Field } from "../../../shared/blueprint/field.ts";
import { wholePattern } from "../../../shared/blueprint/pattern.ts";
import { boundariesOf } from "../../../shared/tester/samples/boundaries.ts";
import { slotsOf, stringAt } from "../../../shared/tester/samples/pattern.ts";
import { sampleAt, sampleCode, sampleCount } from "../../../shared/tester/samples/sample.ts";

const field = (description: object) => Field.parse({ name: "theField", type: "string", ...description });

/** The value that a sample's source has for a count. */
function valueOfCode(described: Field, count: number): unknown {
  return new Function("count", `return ${sampleCode(described).text};`)(count);
}

describe("patterns", () => {
  test.each([
    "\\d{13}",
    "[A-Z]{2}\\d{4}",
    "#[0-9a-fA-F]{6}",
    "\\+?[0-9]{7,15}",
    "[a-z0-9]+(-[a-z0-9]+)*",
    "(?:AB|CD)-\\d{2,}",
    "^[A-Z]{3}$",
    "\\w+\\.\\w{2,3}",
    "[^/\\s]{1,8}",
    "[\\w.-]+@[\\w.-]+",
    "\\S(.*\\S)?",
    "v\\d+\\.\\d+\\.\\d+",
    "\\p{L}+",
    ".*\\p{Lu}\\p{Nd}",
    "\\P{L}[\\p{Script=Greek}x]",
  ])("samples of %s match it, and differ", (pattern) => {
    const slots = slotsOf(pattern) ?? [];
    const samples = [1, 2, 3, 4].map((index) => stringAt(slots, index));
    for (const sample of samples) expect(sample).toMatch(wholePattern(pattern) ?? /no pattern/);
    expect(new Set(samples).size).toBe(4);
  });

  test("a pattern that is not understood has no samples, rather than wrong ones", () => {
    for (const pattern of ["(?=a)b", "(", "[z-a]", "(a)\\1b", "((a{999}){999}){999}"]) {
      expect(slotsOf(pattern)).toBeUndefined();
    }
  });

  test("whatever a pattern is, samples that it has match it", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-c\\dw[\]()+*?{}2,|.^$-]{0,12}$/), fc.nat(500), (pattern, index) => {
        const slots = slotsOf(pattern);
        if (slots !== undefined) expect(stringAt(slots, 0)).toMatch(wholePattern(pattern) ?? /no pattern/);
        if (slots !== undefined) expect(stringAt(slots, index)).toHaveLength(stringAt(slots, 0).length);
      }),
    );
  });
});

describe("samples", () => {
  test("numbers stay within their limits, and grow", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("integer", "number"),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 0, max: 500 }),
        fc.nat(2000),
        (type, minimum, width, index) => {
          const described = field({ type, minimum, maximum: minimum + width });
          const value = Number(sampleAt(described, index));
          expect(value).toBeGreaterThanOrEqual(minimum);
          expect(value).toBeLessThanOrEqual(minimum + width);
          if (index + 1 < sampleCount(described))
            expect(Number(sampleAt(described, index + 1))).toBeGreaterThan(value);
        },
      ),
    );
  });

  test("money has its two decimals, and narrow ranges have samples too", () => {
    expect(sampleAt(field({ type: "number", exclusiveMinimum: 0, multipleOf: 0.01 }), 0)).toBe(1);
    const narrow = field({ type: "number", minimum: 0.2, maximum: 0.24, multipleOf: 0.01 });
    expect([0, 1, 2].map((index) => sampleAt(narrow, index))).toEqual([0.2, 0.21, 0.22]);
  });

  test.each([
    { maxLength: 3 },
    { maxLength: 1 },
    { minLength: 30 },
    { minLength: 5, maxLength: 5 },
    { minLength: 3, maxLength: 200 },
  ])("text of %o is as long as it may be", (limits) => {
    for (const index of [0, 1, 700]) {
      const { length } = String(sampleAt(field(limits), index));
      expect(length).toBeGreaterThanOrEqual(limits.minLength ?? 0);
      expect(length).toBeLessThanOrEqual(limits.maxLength ?? Infinity);
    }
  });

  test.each([
    {},
    { maxLength: 4 },
    { minLength: 20 },
    { pattern: "\\d{13}" },
    { pattern: "[A-Z]{2}-\\d{4}" },
    { pattern: "[a-f]{3}" },
    { type: "integer", minimum: 10, maximum: 12 },
    { type: "integer", minimum: -5 },
    { type: "number", minimum: 0.5, multipleOf: 0.5 },
    { type: "date" },
    { type: "date", mustBe: "past" },
    { type: "datetime", mustBe: "future" },
    { type: "time" },
    { type: "email" },
    { type: "url" },
    { type: "uuid" },
    { type: "choice", values: ["a", `b"\`\${c}`] },
    { type: "boolean" },
    { type: "list", items: { type: "string" } },
  ])("the source of a sample of %o gives the sample", (described) => {
    const subject = field(described);
    for (const count of [1, 2, 17]) expect(valueOfCode(subject, count)).toEqual(sampleAt(subject, count));
  });
});

describe("boundaries", () => {
  test.each<[object, unknown[], unknown[]]>([
    [{ minLength: 1, maxLength: 3 }, ["x", "yyy"], ["", "yyyy"]],
    [{ type: "integer", minimum: 1, maximum: 5 }, [1, 5], [0, 6, 2.5, "seven"]],
    [{ type: "number", exclusiveMinimum: 0 }, [0.01], [0, "seven"]],
    [{ type: "number", minimum: 0, multipleOf: 0.01 }, [0, 1.01], [-0.01, 1.005, "seven"]],
    [{ type: "choice", values: ["a", "something else"] }, ["a", "something else"], ["none of these"]],
    [
      { type: "list", items: { type: "integer", minItems: 1, maxItems: 2 } },
      [[1], [1, 2]],
      ["not a list", [], [1, 2, 3], ["seven"], [2.5]],
    ],
    [{ pattern: "[A-Z]\\d", trim: true }, ["A1", "A2"], ["A", "A11", "A!"]],
  ])("of %o stand on both sides of each limit", (described, inside, outside) => {
    expect(boundariesOf(field(described))).toEqual({ inside, outside });
  });

  test("a field without rules has none", () => {
    expect(boundariesOf(field({}))).toEqual({ inside: [], outside: [] });
  });
});
