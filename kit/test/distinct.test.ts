import { expect, test } from "vitest";
import { distinct } from "../index.ts";

test.each([
  [
    [{ a: 1 }, { b: 1 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }],
  ],
  [
    [{ a: 1 }, { a: 1 }, { b: 1 }, { c: 1 }, { b: 1 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }, { c: 1 }],
  ],
  [
    [{ a: [1, 2] }, { a: [2, 1] }, { a: [1, 2] }],
    [{ a: [1, 2] }, { a: [2, 1] }],
  ],
  [[], []],
])("of equal objects in %j the first stays", (values, kept) => {
  expect(distinct<object>(values)).toEqual(kept);
});
