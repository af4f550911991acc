import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "../tester/run-suite.ts";
import { readSpec } from "../tester/specs.ts";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Yarns

Statuses: invalid 422.
Refusals answer {errors: fields}.

## Yarn
- name: text, required
- weight: whole number, 1 to 9
- \`?filter[weight]\` is weight
- \`?filter[light]=yes\` only where weight < 3
- \`?order[by]\` sorts by name, weight, \`?order[way]\` gives the direction
- Pages of 2 by page \`?page[number]\`, size \`?page[size]\` up to 5
- Lists are framed: data holds the things, total the total, number the page, under meta
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());

test("pages, orders and filters have names with brackets, written as they are or encoded", async () => {
  const call = service.as("ann");
  for (const [name, weight] of Object.entries({ a: 1, b: 2, c: 2, d: 5 }))
    await call("POST /yarns", { name, weight });
  const names = async (query: string) =>
    (await call(`GET /yarns?${query}`)).body.data.map(({ name }: { name: string }) => name);
  expect(await names("page[number]=2&page[size]=3")).toEqual(["d"]);
  expect(await names("page%5Bnumber%5D=2")).toEqual(["c", "d"]);
  expect(await names("filter[weight]=2&order[by]=name&order[way]=desc")).toEqual(["c", "b"]);
  expect(await names("filter[light]=yes&page[size]=5")).toEqual(["a", "b", "c"]);
  const { status, body } = await call("GET /yarns?page[size]=9&filter[weight]=x");
  expect([status, Object.keys(body.errors)]).toEqual([422, ["filter[weight]", "page[size]"]]);
});

test("the tests of such a list pass on a right service", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  const passed = await runSuite(files, blueprint);
  expect([...passed].filter(([, failure]) => failure !== null)).toEqual([]);
});
