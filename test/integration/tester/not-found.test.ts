import { expect, test } from "vitest";
import { failuresWhen } from "./failures-when.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";
import { testsOf } from "./tests-of.ts";

const spec = `# Lockers

Refusals answer {error: code}.

## Hall
- name: text, required
- Not found: 404 \`no_such_hall\`

## Locker
- hall: hall, required, deleted with it
- size: whole number, required, 1 to 9
- Not found: 410 \`no_such_locker\`
- Nested under hall
- \`POST /halls/{hall}/lockers\` creates one
- \`GET /halls/{hall}/lockers\` lists them
- \`GET /halls/{hall}/lockers/{id}\` shows one
- \`DELETE /halls/{hall}/lockers/{id}\` deletes one

### Grow: \`POST /lockers/{id}/grow\`
- Sets size to 9

## Bell
- label: text, required
- Not found: 404 \`no_such_bell\`
- \`POST /bells\` creates one

### Ring: \`POST /bells/{id}/ring\`
- Answers nothing (204)
`;

test("a service that refuses what is not there as its kind says passes the tests of its statements", async () => {
  const results = await runSuite(testsOf(spec).files, readSpec(spec).blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
}, 120_000);

test.each([
  ["Not found: 404 `no_such_hall`", "Not found: 404 `no_hall`"],
  ["Not found: 404 `no_such_hall`", "Not found: 410 `no_such_hall`"],
  ["- Not found: 410 `no_such_locker`\n", ""],
  ["- Not found: 404 `no_such_bell`\n", ""],
])(
  "the tests find it when %s is %s",
  async (words, others) => {
    expect(await failuresWhen(spec, words, others)).not.toEqual([]);
  },
  120_000,
);
