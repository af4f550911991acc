import { expect, test } from "vitest";
import type { Action } from "../../../shared/blueprint/action.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { arrears } from "../spec/arrears.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(arrears).files, blueprint)).values()].filter((one) => one !== null);

test("a service whose actions name lists passes the tests of its statements", async () => {
  expect(await failures(readSpec(arrears).blueprint)).toEqual([]);
});

test.each<[string, (action: Action) => void]>([
  ["Sum up", ({ values }) => without(values[0], "where")],
  ["Sum up", ({ values }) => without(values[1], "where")],
  ["Close", ({ effects }) => without(effects[0], "where")],
  ["Close", ({ values }) => without(values[0], "where")],
  ["Roll", ({ answer }) => without(answer, "where")],
  ["Drop", ({ effects }) => void effects.shift()],
  ["Worst", ({ values }) => without(values[1], "order")],
  ["Worst", ({ values }) => without(values[2], "order")],
])("its tests find it when %s goes over others", async (name, spoil) => {
  const blueprint = Blueprint.parse(structuredClone(readSpec(arrears).blueprint));
  const actions = [...blueprint.actions, ...blueprint.entities.flatMap((entity) => entity.actions)];
  const action = actions.find((one) => one.name === name);
  if (action === undefined) throw new Error(`there is no action ${name}`);
  spoil(action);
  expect(await failures(Blueprint.parse(blueprint))).not.toEqual([]);
});

/** Takes the first condition of that key out of it, however deep. */
function without(part: unknown, key: string): boolean {
  if (typeof part !== "object" || part === null) return false;
  if (key in part) return Reflect.deleteProperty(part, key);
  return Object.values(part).some((inner) => without(inner, key));
}
