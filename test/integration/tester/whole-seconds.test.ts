import { expect, test } from "vitest";
import { failuresWhen } from "./failures-when.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const spec = `# Tides

## Tide
- name: text, required
- madeAt: moment of creation, in whole seconds
- changedAt: moment of last change, in whole seconds
- at: moment, required, in whole seconds
- mark: moment, required, in whole seconds, unique (409)
- until: moment, in whole seconds
- due = at + 90 seconds, set at creation, in whole seconds
- until must be after at

### Close: \`POST /tides/{id}/close\`
- Only if until is empty (409)
- Sets until to at + 1 hour
`;

test("a service that keeps moments in whole seconds passes the tests of its statements", async () => {
  const results = await runSuite(testsOf(spec).files, readSpec(spec).blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
}, 120_000);

test.each([
  ["- madeAt: moment of creation, in whole seconds", "- madeAt: moment of creation"],
  ["- changedAt: moment of last change, in whole seconds", "- changedAt: moment of last change"],
  ["- until: moment, in whole seconds", "- until: moment"],
])(
  "the tests find it when %s is %s",
  async (words, others) => {
    expect(await failuresWhen(spec, words, others)).not.toEqual([]);
  },
  120_000,
);
