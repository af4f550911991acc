import { expect, test } from "vitest";
import { longestSpec, parseSpec } from "../../shared/spec/parse.ts";
import { mostProblems } from "../../shared/spec/problem.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { hostileInputs } from "../unit/spec/hostile-inputs.ts";

/** Reads each, and says in a bounded number of problems and lines what is wrong. How long it takes is in test/bench/spec.ts. */
test.each(Object.entries(hostileInputs))("%s", (_name, text) => {
  expect(text.length).toBeLessThanOrEqual(longestSpec);
  const reading = parseSpec(text);
  if (reading.outcome === "read") return;
  expect(reading.problems.length).toBeLessThanOrEqual(mostProblems + 1);
  for (const { start, end } of reading.problems) expect(end).toBeGreaterThanOrEqual(start);
  const report = reportProblems(text, reading.problems);
  expect(report.split("\n").length).toBeLessThan(400);
  expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThan(5000);
});

test("a spec that is longer than any is not read", () => {
  const reading = parseSpec(`# A\n${"x".repeat(longestSpec)}`);
  expect(reading).toMatchObject({
    outcome: "unread",
    problems: [{ message: expect.stringContaining(`at most ${longestSpec} are read`) }],
  });
});

test("a chain of values is told once, where it gets too long", () => {
  const reading = parseSpec(hostileInputs["values in a circle"] ?? "");
  const messages = reading.outcome === "unread" ? reading.problems.map(({ message }) => message) : [];
  expect(messages).toContain("`f100` is worked out from a chain of more than 100 others.");
});
