import { expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "./run-suite.ts";
import { readSpec } from "./specs.ts";

const spec = `# Tides

## Tide
- level: whole number, required, 0 to 900
- high = level >= 500
- Listed by -level
- Pages of 5 by cursor \`?after\`, size \`?limit\` up to 50
- Lists are framed: tides holds the things, next the next cursor
`;

test("a service passes whose pages by cursor show what is worked out of a thing", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  const results = await runSuite(files, blueprint);
  expect(results.has("tides > tides come in pages")).toBe(true);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
});
