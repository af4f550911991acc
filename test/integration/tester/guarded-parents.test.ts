import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

/** Children that are made below what they refer to, which may go only when it has none, and times that nobody sees. */
const spec = `# Street lamps

## Lamp
- code: text, required, unique
- openFaults = count of its faults where state is open
- \`POST /lamps\` creates one
- \`GET /lamps/{id}\` shows one
- \`DELETE /lamps/{id}\` deletes one, only if openFaults is 0 (409)

## Fault
- lampId: lamp, deleted with it
- text: text, required
- state: state of open or done, hidden
- createdAt: moment of creation, hidden
- Nested under lampId as id
- \`POST /lamps/{id}/faults\` creates one
- \`GET /lamps/{id}/faults\` lists them
- \`GET /faults/{id}\` shows one
- Listed by createdAt
`;

test("what is made below another thing, guards its deletion or is hidden is asked for nothing that can't be", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  const results = await runSuite(files, blueprint);
  expect(results.size).toBeGreaterThan(10);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
}, 180_000);
