import { expect, test } from "vitest";
import { implies } from "../../../shared/difference/implies.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

/** A condition, as a rule of a thing with three yes/no fields. */
function condition(text: string) {
  const fields = ["a", "b", "c"].map((name) => `- ${name}: yes/no, default no`);
  const { entities } = blueprintOf(
    ["# Things", "", "## Thing", ...fields, `- Must hold: ${text}`, ""].join("\n"),
  );
  const found = entities[0]?.rules[0]?.condition;
  if (found === undefined) throw new Error(`No rule came of: ${text}`);
  return found;
}

test.each([
  ["a", "a"],
  ["a", "a or b"],
  ["a and b", "a"],
  ["a or b and c", "a or (b or a) and c"],
  ["a and b", "b and a"],
])("%s implies %s", (one, other) => {
  expect(implies(condition(one), condition(other))).toBe(true);
});

test.each([
  ["a or b", "a"],
  ["a", "a and b"],
  ["a", "b"],
  ["not a", "not (a or b)"],
])("%s is not known to imply %s", (one, other) => {
  expect(implies(condition(one), condition(other))).toBe(false);
});
