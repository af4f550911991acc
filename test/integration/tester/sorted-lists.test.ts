import { expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { sortedLists } from "../spec/sorted-lists.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(sortedLists).files, blueprint)).values()].filter((one) => one !== null);

test("a service whose lists are sorted passes the tests of its statements", async () => {
  expect(await failures(readSpec(sortedLists).blueprint)).toEqual([]);
});

test.each(["tags", "words", "scores", "days", "calls"])(
  "its tests find it when %s stay as they were given",
  async (name) => {
    const blueprint = Blueprint.parse(structuredClone(readSpec(sortedLists).blueprint));
    const field = blueprint.entities[0]?.fields.find((one) => one.name === name);
    delete field?.items?.sorted;
    expect(await failures(blueprint)).not.toEqual([]);
  },
);

test("its tests find it when an action takes a list as it is given", async () => {
  const blueprint = Blueprint.parse(structuredClone(readSpec(sortedLists).blueprint));
  const input = blueprint.entities[0]?.actions[0]?.inputs.find((one) => one.name === "days");
  delete input?.items?.sorted;
  expect(await failures(blueprint)).not.toEqual([]);
});
