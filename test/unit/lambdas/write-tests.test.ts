import { expect, test } from "vitest";
import { inParts } from "../../../lambdas/write-tests/acceptance-tests.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index + 1}`);

test.each([
  [0, []],
  [1, [1]],
  [30, [30]],
  [31, [16, 15]],
  [60, [30, 30]],
  [61, [20, 21, 20]],
  [400, [50, 50, 50, 50, 50, 50, 50, 50]],
])(
  "tests of %d clauses are written in as few answers as have room for them, all of a size",
  (count, sizes) => {
    const parts = inParts(ids(count));
    expect(parts.map(({ length }) => length)).toEqual(sizes);
    expect(parts.flat()).toEqual(ids(count));
  },
);
