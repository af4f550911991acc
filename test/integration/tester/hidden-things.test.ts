import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

const spec = `# Machine hours

Callers are named by the header \`X-User\` (401).
The first of 401, 403, 404, 400, 409 is given.

## Loan
- borrower: the caller, hidden
- Seen only by its borrower (404)
- minutes: whole number, required, 1 to 1440
- rate: whole number, required, 10 to 500
- usedMinutes: whole number, set by actions
- charged: whole number, set by actions

### Return: \`POST /loans/{id}/return\`
- used: whole number, 0 to 1440
- taken = used otherwise minutes
- due = ceiling(taken * rate / 100)
- Only if the caller is not "nobody" (403)
- Only if taken <= minutes (409 \`too_long\`)
- Sets charged to due
- Sets usedMinutes to taken
`;

test("an action of things that others do not see may name values of the thing", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files, covers } = writeTestsOfReading(blueprint, clauses);
  const shown = covers.map(({ clause }) => clause);
  const unseen = clauses.filter(({ id }) => !shown.includes(id)).map(({ text }) => text);
  expect(unseen.filter((text) => /Sets|Only if taken|Seen only/.test(text))).toEqual([]);
  const results = await runSuite(files, blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
});
