import { expect, test } from "vitest";
import { below } from "./problems-of.ts";

const state = "- state: state of open, late or lost";

test.each([
  ["- Moves state from open to lat by itself after 2 days", "[late]"],
  ["- Moves stat from open to late by itself after 2 days", "[state]"],
  ["- Moves state from open to late by itself after 2", ""],
  ["- Moves state from open to late by itself after title days", "A duration is a number of days"],
  ["- Moves state from open to late by itself when copies", "A condition must stand here"],
  ["- Moves title from open to late by itself after 2 days", "`title`"],
  ["- Deleted by itself when the caller is empty", "What happens by itself has no caller"],
  ["- Moves state from open to open by itself after 2 days", "would come back to `open` by itself, for ever"],
])("%s", (line, problem) => {
  const problems = below(state, line);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});

test("states that lapse lead one way", () => {
  const problems = below(
    state,
    "- Moves state from open to late by itself after 2 days",
    "- Moves state from late to lost by itself after 2 days",
    "- Moves state from lost to open by itself when copies > 2",
  );
  expect(problems).toHaveLength(3);
  expect(below(state, "- Moves state from open to late by itself after 2 days")).toEqual([]);
});
