import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

const spec = `# Berths

Refusals answer {error: code}.

## Berth
- harbour: one of north or south, required
- boat: text, required, trimmed, in upper case, 2 to 10 characters
- code: text, required, 2 to 10 characters, unique (409 \`known\`)
- Unique together: harbour, boat (409 \`has_berth\`)

### Hand over: \`POST /berths/{id}/hand-over\`
- newBoat: text, required, trimmed, in upper case, 2 to 10 characters
- Sets boat to newBoat

### Rename: \`POST /berths/{id}/rename\`
- newCode: text, required, 2 to 10 characters
- Sets code to newCode
`;

test("a change and an action are tried that would give two things what only one may have", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  const code = files.map(({ content }) => content).join("\n");
  for (const [method, route, error] of [
    ["POST", "/hand-over", "has_berth"],
    ["POST", "/rename", "known"],
    ["PATCH", "", "has_berth"],
  ])
    expect(code).toMatch(
      new RegExp(`refused\\(409, "${method}", \`/berths/\\$\\{\\w+\\.id\\}${route}\`.*error: "${error}"`),
    );
  const results = await runSuite(files, blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
});
