import fc from "fast-check";
import { expect, test } from "vitest";
import { instant, sorted } from "../index.ts";

test("numbers are sorted by size, texts by code point, and moments as such", () => {
  expect(sorted([10, 9, -1, 0.5])).toEqual([-1, 0.5, 9, 10]);
  expect(sorted(["b", "\u{1F600}", "\uFF21", "B", "", "ab", "a"])).toEqual([
    "",
    "B",
    "a",
    "ab",
    "b",
    "\uFF21",
    "\u{1F600}",
  ]);
  const moments = ["2026-01-01T12:00:00+02:00", "2026-01-01T10:00:00Z", "2026-01-01T09:00:00Z"];
  expect(sorted(moments, instant)).toEqual([moments[2], moments[0], moments[1]]);
});

test("texts are in the order of their bytes in UTF-8, which is SQLite's", () => {
  const texts = fc.array(fc.string({ unit: "binary", maxLength: 4 }));
  fc.assert(
    fc.property(texts, (values) => {
      const bytes = values.toSorted((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      expect(sorted(values)).toEqual(bytes);
    }),
  );
});

test("the values that were given stay as they are", () => {
  const values = ["b", "a"];
  sorted(values);
  expect(values).toEqual(["b", "a"]);
});
