import { expect, test } from "vitest";
import { below } from "./problems-of.ts";

const unsortable = "which only lists of texts, numbers, dates, times and moments can be";

test.each([
  ["parts: list of {x: text}, sorted", unsortable],
  ["states: list of one of low or high, sorted", unsortable],
  ["like: list of book, sorted", unsortable],
  ["flags: list of yes/no, sorted", unsortable],
  ["extra: object, sorted", "3 extra: object, sorted"],
  ["name: text, sorted", "3 name: text, sorted"],
  ['tags: list of text, sorted, default ["b", "a"]', "its default is not: write it in ascending order"],
  ["sizes: list of number, sorted, default [10, 9]", "its default is not: write it in ascending order"],
])("it is told that there is no order: %s", (line, problem) => {
  expect(below(`- ${line}`)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'tags: list of text, sorted, default ["B", "a"]',
  "sizes: list of number, sorted, default [9, 10]",
  'at: list of moment, sorted, default ["2026-01-01T12:00:00+02:00", "2026-01-01T11:00:00Z"]',
  "times: list of time, no doubles, sorted",
  "links: list of url, sorted, default []",
])("it is read: %s", (line) => {
  expect(below(`- ${line}`)).toEqual([]);
});
