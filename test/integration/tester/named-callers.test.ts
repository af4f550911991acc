import { expect, test } from "vitest";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

/** Callers are things that a header names: some are gone, some have a role, some own what they have made. */
const laundry = `# Laundry

Callers are people where not gone, named by the header \`X-Person\` (401 \`who\`).
Role manager: people where role is manager.
Refusals answer {error: code}.

## Person (people)
- name: text, required, 1 to 40 characters
- role: one of student or manager, default student
- gone: yes/no, default no
- \`POST /people\` creates one, by anyone
- \`GET /people/{id}\` shows one
- \`PATCH /people/{id}\` changes one, by manager (403)
- \`DELETE /people/{id}\` deletes one, by manager (403)

## Wash
- owner: the caller
- cents: whole number, required, 1 to 500
- Seen only by its owner or manager (404)
- \`POST /washes\` creates one
- \`GET /washes\` lists them
- \`GET /washes/{id}\` shows one

### Pay: \`POST /washes/{id}/pay\`
- By its owner (403 \`not_yours\`)
- Answers {cents}
`;

async function failuresOf(wrong: (blueprint: Blueprint) => void, spoil?: (code: string) => string) {
  const { blueprint } = readSpec(laundry);
  const copy = structuredClone(blueprint);
  wrong(copy);
  const results = await runSuite(testsOf(laundry).files, copy, spoil && { spoil });
  return { count: results.size, failures: [...results].filter(([, failure]) => failure !== null) };
}

test("a service whose callers are named by a header passes the tests of its statements", async () => {
  const { count, failures } = await failuresOf(() => {});
  expect(failures).toEqual([]);
  expect(count).toBeGreaterThan(30);
}, 120_000);

const name = ({ callers }: Blueprint) => callers?.name ?? { header: "" };

test.each<[what: string, wrong: (blueprint: Blueprint) => void]>([
  ["nobody has to be named", (copy) => delete name(copy).refusal],
  ["who is gone may call", (copy) => delete name(copy).account?.where],
  [
    "everybody is a manager",
    ({ callers }) => Object.assign(callers?.roles[0] ?? {}, { where: { kind: "literal", value: true } }),
  ],
  [
    "nobody is a manager",
    ({ callers }) => Object.assign(callers?.roles[0] ?? {}, { where: { kind: "literal", value: false } }),
  ],
])("the tests find it when %s", { timeout: 120_000 }, async (_, wrong) => {
  expect((await failuresOf(wrong)).failures).not.toEqual([]);
});

test("the tests find it when a header is taken for the first of all", { timeout: 120_000 }, async () => {
  const right = /AS "key", \$\{[^}]+\} FROM \$\{[^}]+\} WHERE \$\{[^}]+\} = \?/;
  let changed = 0;
  const { failures } = await failuresOf(
    () => {},
    (code) =>
      code.replace(right, (whole) => {
        changed += 1;
        return `${whole} OR 1`;
      }),
  );
  expect(changed).toBeGreaterThan(0);
  expect(failures).not.toEqual([]);
});
