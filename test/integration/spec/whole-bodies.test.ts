import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "../tester/run-suite.ts";
import { readSpec } from "../tester/specs.ts";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Rounds

Statuses: invalid 422.
Refusals answer {code: code, faults: [{at: pointer, of: field, why: message}]}.

## Round
- title: text, required
- state: one of open, closed or counted, default open
- Unknown properties are refused

### Set the state: \`PUT /rounds/{id}/state\`
- state: one of open, closed or counted, required, as the body
- dry: yes/no, default no, from the query
- Sets its state to state if not dry
- Answers {id, state: its state} (200)

### Add: \`POST /rounds/bulk\`
- rows: list of {title: text, required, at most 5 characters; parent: round}, required, 1 to 3 elements, as the body
- Creates a round with title = title for each of rows
- Answers {made: count of rows} (201)
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());

test("a value is the whole body, with others from the query", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /rounds", { title: "one" })).body;
  const closed = await call(`PUT /rounds/${id}/state`, JSON.stringify("closed"));
  expect([closed.status, closed.body]).toEqual([200, { id, state: "closed" }]);
  const dry = await call(`PUT /rounds/${id}/state?dry=true`, JSON.stringify("counted"));
  expect(dry.body).toEqual({ id, state: "closed" });
});

test("what is wrong with it is told by its own name, and of what it holds by its place", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /rounds", { title: "two" })).body;
  const why = async (route: string, body?: unknown) => {
    const { status, body: refused } = await call(route, body);
    return [status, refused.faults];
  };
  const choice = "must be one of open, closed, counted";
  expect(await why(`PUT /rounds/${id}/state`, { state: "open" })).toEqual([
    422,
    [{ at: "", of: "state", why: choice }],
  ]);
  expect(await why(`PUT /rounds/${id}/state`)).toEqual([422, [{ at: "", of: "state", why: "is required" }]]);
  expect((await call(`PUT /rounds/${id}/state`, "{ broken")).status).toBe(400);
  expect(await why("POST /rounds/bulk", [{ title: "a" }, { title: "longer" }, {}])).toEqual([
    422,
    [
      { at: "/1/title", of: "1.title", why: "must have at most 5 characters" },
      { at: "/2/title", of: "2.title", why: "is required" },
    ],
  ]);
  expect((await call("POST /rounds/bulk", [{ title: "a" }, { title: "b" }])).body).toEqual({ made: 2 });
});

test("the tests of such actions pass on a right service, and fail where another value is kept", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files } = writeTestsOfReading(blueprint, clauses);
  expect(files.some(({ content }) => content.includes('JSON.stringify("closed")'))).toBe(true);
  const passed = await runSuite(files, blueprint);
  expect([...passed].filter(([, failure]) => failure !== null)).toEqual([]);
});
