import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

/** Things that can't be made at once: moments near each other, what must be in a state, rules on what is referred to. */
const spec = `# Gardens

## Contract
- startsOn: date, required
- endsOn: date, required
- state: state of offered or active
- endsOn must be after startsOn

### Accept: \`POST /contracts/{id}/accept\`
- Moves state from offered to active (409)

## Visit
- contract: contract, required, fixed
- on: date, required
- followUpOn: date
- phone: text, required, default "00000"
- followUpOn must be after on
- Must hold: contract.state is active (409 \`not_active\`)
- Must hold: on >= contract.startsOn and on <= contract.endsOn (422 \`out_of_contract\`)
- Unique together: contract, on (409 \`done_before\`)
- \`POST /visits\` creates one
- \`GET /visits\` lists them
- \`GET /visits/{id}\` shows one
- \`PATCH /visits/{id}\` changes one
- Listed by -on

## Shift
- startsAt: moment, required
- endsAt: moment, required
- endsAt must be after startsAt
- minutes = minutes(startsAt, endsAt)
- night = hour(startsAt) >= 22 or hour(startsAt) < 5
- Must hold: minutes(startsAt, endsAt) <= 720 (422 \`too_long\`)
- Never overlap from startsAt to endsAt (409 \`overlap\`)
- \`?night=true\` only where night
`;

test("statements on things that need others in a state, or moments near each other, are shown, and hold", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { covers, files } = writeTestsOfReading(blueprint, clauses);
  const shown = covers.map(({ clause }) => clause);
  expect(clauses.filter(({ id }) => !shown.includes(id)).map(({ text }) => text)).toEqual([]);
  const results = await runSuite(files, blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
}, 180_000);
