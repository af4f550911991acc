import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

const spec = `# Auction

Callers are named by the header \`X-Bidder\` (401).
Refusals answer {error: code}.

## Lot
- title: text, required
- seller: the caller
- price: whole number, set by actions
- \`POST /lots\` creates one
- \`GET /lots/{id}\` shows one

### Bid: \`POST /lots/{id}/bid\`
- cents: whole number, required, 100 to 100000
- Only if seller is not the caller (403 \`own_lot\`)
- Only if price is empty or cents > price (409 \`too_low\`)
- Sets price to cents
`;

test("an action that is for anybody but who made the thing is shown, also when many come at once", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files, covers, races } = writeTestsOfReading(blueprint, clauses);
  const shown = covers.map(({ clause }) => clause);
  expect(clauses.filter(({ id }) => !shown.includes(id)).map(({ text }) => text)).toEqual([]);
  expect(races).toContain("lots > bid has its condition 2, however many come at once");
  const results = await runSuite(files, blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
});
