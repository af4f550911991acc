import { expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Expression } from "../../../shared/blueprint/expression.ts";
import { shelves } from "../spec/given-inputs.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(shelves).files, blueprint)).values()].filter((one) => one !== null);

test("a service that tells what is left out from null and from a default passes the tests of its statements", async () => {
  expect(await failures(readSpec(shelves).blueprint)).toEqual([]);
});

/** The whole blueprint with another expression in place of each that asks whether the input is given. */
function spoilt(value: unknown, input: string, instead: (path: Expression) => Expression): unknown {
  if (Array.isArray(value)) return value.map((one) => spoilt(one, input, instead));
  if (value === null || typeof value !== "object") return value;
  if ("kind" in value && value.kind === "given") {
    const given = value as Extract<Expression, { kind: "given" }>;
    return given.input.names[0] === input ? instead(given.input) : given;
  }
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoilt(one, input, instead)]));
}

const isThere = (left: Expression): Expression => ({
  kind: "binary",
  operator: "!=",
  left,
  right: { kind: "literal", value: null },
});

const mistakes: [what: string, input: string, instead: (path: Expression) => Expression][] = [
  ["null keeps a text", "note", isThere],
  ["null keeps a reference", "shelf", isThere],
  ["what is left out is cleared", "note", () => ({ kind: "literal", value: true })],
  ["a default is taken as given", "limit", isThere],
  ["a list is never given", "tag", () => ({ kind: "literal", value: false })],
  ["a header is never given", "wish", () => ({ kind: "literal", value: false })],
  ["what the query must hold may be left out", "why", () => ({ kind: "literal", value: true })],
];

test.each(mistakes)("its tests find it when %s", async (_, input, instead) => {
  const wrong = spoilt(structuredClone(readSpec(shelves).blueprint), input, instead);
  expect(await failures(Blueprint.parse(wrong))).not.toEqual([]);
});
