import { expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { labels } from "../spec/labels.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(labels).files, blueprint)).values()].filter((one) => one !== null);

test("a service whose queries hold lists passes the tests of its statements", async () => {
  expect(await failures(readSpec(labels).blueprint)).toEqual([]);
});

/** Breaks what an action and what a list takes. */
const mistakes: [what: string, input: string, (items: NonNullable<Field["items"]>, field: Field) => void][] =
  [
    ["an element of an action may be less", "sizes", (items) => void delete items.minimum],
    ["an action takes more elements", "sizes", (items) => void delete items.maxItems],
    ["an action needs no list", "sizes", (_, field) => void Object.assign(field, { required: false })],
    ["an action has no default", "titles", (_, field) => void delete field.default],
    [
      "an element of a parameter may be longer",
      "label",
      (items) => void Object.assign(items, { maxLength: 10 }),
    ],
    ["a list takes more elements", "label", (items) => void delete items.maxItems],
  ];

test.each(mistakes)("its tests find it when %s", async (_, name, spoil) => {
  const blueprint = Blueprint.parse(structuredClone(readSpec(labels).blueprint));
  const filters = blueprint.entities.flatMap(({ list }) => list.filters);
  const inputs = [
    ...blueprint.entities.flatMap(({ actions }) => actions.flatMap((action) => action.inputs)),
    ...filters.flatMap(({ when }) => (when !== undefined && "input" in when ? [when.input] : [])),
  ];
  const input = inputs.find((one) => one.name === name);
  if (input?.items === undefined) throw new Error(`there is no list ${name}`);
  spoil(input.items, input);
  expect(await failures(Blueprint.parse(blueprint))).not.toEqual([]);
});
