import { expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const draws = `# Draws

Callers may be named by the header \`X-User\`.
Repeats are known by the header \`Draw-Key\` (400): text, 8 to 20 characters.

## Draw
- name: text, required

### Again: \`POST /draws/{id}/again\`
- Repeats are known by the header \`Again-Key\` (428): uuid
- Sets name to name + "!"

### Once: \`POST /once\`
- Repeats are known by the header \`Once-Key\`: text, at least 40 characters
- Creates a draw with name = "one"
- Answers draw (201)
`;

const failures = async (blueprint: Blueprint) =>
  [...(await runSuite(testsOf(draws).files, blueprint)).values()].filter((one) => one !== null);

test("a service whose keys are of a type passes the tests of its statements", async () => {
  expect(await failures(readSpec(draws).blueprint)).toEqual([]);
});

test.each<[string, (service: Field | undefined, action: Field | undefined) => void]>([
  ["a key may be shorter", (key) => void Object.assign(key ?? {}, { minLength: 7 })],
  ["a key may be longer", (key) => void Object.assign(key ?? {}, { maxLength: 21 })],
  ["a key need be no UUID", (_, key) => void Object.assign(key ?? {}, { type: "string" })],
])("its tests find it when %s", async (_, spoil) => {
  const blueprint = Blueprint.parse(structuredClone(readSpec(draws).blueprint));
  spoil(blueprint.repeats?.value, blueprint.entities[0]?.actions[0]?.repeats?.value);
  expect(await failures(blueprint)).not.toEqual([]);
});
