import { afterAll, beforeAll, expect, test } from "vitest";
import { TestSuite } from "../../../shared/agents/source.ts";
import { runSuite } from "../tester/run-suite.ts";
import { testsOf } from "../tester/tests-of.ts";
import { blueprintOf, type SpecService, serveSpec } from "./serving.ts";

const spec = `# Boats

Statuses: invalid 422.

## Boat
- name: text, required
- berth: whole number
- \`POST /boats\` creates one
- \`GET /boats/{id}\` shows one

### Change: \`PATCH /boats/{id}\`
- name: text, at least 1 character
- berth: whole number, may be null
- owner: boat
- tags: list of text
- size: {length: number}
- speed: number, default 3
- Sets name to name otherwise its name
- Sets berth to berth
- Answers {name: its name, berth: its berth, speed, tags, length: size.length, owner: owner.name}

### Find: \`GET /boats-named\`
- name: text
- berth: whole number
- Answers {count: count of all boats where name is empty or name is name}
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());

test("null of an input is refused where it may not be null, and left out is empty", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /boats", { name: "Mew", berth: 4 })).body;
  for (const input of ["name", "owner", "tags", "size", "speed"]) {
    const answer = await call(`PATCH /boats/${id}`, { berth: 9, [input]: null });
    expect([answer.status, answer.body.errors]).toMatchObject([422, [{ field: input }]]);
  }
  const both = await call(`PATCH /boats/${id}`, { name: null, tags: null });
  expect(both.body.errors.map(({ field }: { field: string }) => field)).toEqual(["name", "tags"]);
  expect((await call(`GET /boats/${id}`)).body).toMatchObject({ name: "Mew", berth: 4 });
  expect((await call(`PATCH /boats/${id}`, { berth: null, size: { length: null } })).body).toEqual({
    name: "Mew",
    berth: null,
    speed: 3,
    tags: null,
    length: null,
    owner: null,
  });
  expect((await call("GET /boats-named")).status).toBe(200);
});

test("the tests of statements ask for it", async () => {
  const blueprint = blueprintOf(spec);
  const { files } = TestSuite.parse(testsOf(spec));
  const results = await runSuite(files, blueprint);
  expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
  expect(files.some(({ content }) => /name: null/.test(content))).toBe(true);
});
