import { expect, test } from "vitest";
import { describeRates, ratesOf } from "../../../scripts/aidevos/calibrations.ts";

test("rates are shown by question, and of mistakes by kind; what was not asked is not shown", () => {
  const rates = ratesOf([
    { question: "placebo", kind: "even noise", tried: 10, wrong: 0 },
    { question: "placebo", kind: "heavy-tailed noise", tried: 10, wrong: 1 },
    { question: "mistake", kind: "page one short", tried: 2, wrong: 0 },
    { question: "mistake", kind: "another status", tried: 2, wrong: 2 },
  ]);
  expect(describeRates(rates).split("\n")).toEqual([
    "JUDGES WERE WRONG           RATE    WITH 95%",
    "placebos promoted  1 of 20  5.0%    0.1% to 24.9%",
    "mistakes missed    2 of 4   50.0%   6.8% to 93.2%",
    "  page one short   0 of 2   0.0%    0.0% to 84.2%",
    "  another status   2 of 2   100.0%  15.8% to 100.0%",
  ]);
});
