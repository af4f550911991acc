import { afterAll, beforeAll, expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { runSuite } from "../tester/run-suite.ts";
import { readSpec } from "../tester/specs.ts";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Meals

Callers are named by the header \`X-User\` (401 \`who\`).
Statuses: invalid 422.
Refusals answer {code: code, faults: [{at: pointer, why: message}]}.
Repeats are known by the header \`Idempotency-Key\`.
\`POST /meals/bulk\` does \`POST /meals\` for each of 1 to 5 rows, answers {results: [{row: row, status: status, meal: answer}], booked: done, refused: refused, sent: all}.

## Child
- name: text, required, unique
- balance: number, default 5
- by: the caller
- \`POST /children\` creates one
- \`PATCH /children/{id}\` changes one
- \`GET /children/{id}\` shows one
- \`POST /children/{id}/tries\` does \`PATCH /children/{id}\` for each of 0 to 2 rows in changes, answers [{at: index, problem: refusal, child: answer}] (200)

## Meal
- item: text, required
- child: child, required
- \`GET /meals\` lists them

### Buy: \`POST /meals\`
- child: child, required
- item: text, required, at most 5 characters
- price: number, required, at least 0
- Only if child.balance >= price (402 \`poor\`, with short: price - child.balance)
- Sets child.balance to child.balance - price
- Creates a meal with item = item, child = child
- Answers {id: meal.id, item: meal.item} (201)
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
});
afterAll(() => service.stop());

test("each row is done as if it was sent alone, in turn, and what is refused hinders no other", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /children", { name: "one" })).body;
  const row = (item: string, price: number) => ({ child: id, item, price });
  const sent = [row("soup", 3), row("cake", 4), 7, { child: id, item: "as long" }, row("tea", 2)];
  const { status, body } = await call("POST /meals/bulk", sent);
  expect(status).toBe(207);
  expect(body).toEqual({
    results: [
      { row: 1, status: 201, meal: { id: expect.any(String), item: "soup" } },
      { row: 2, status: 402, code: "poor", short: 2, faults: [] },
      { row: 3, status: 400, code: "malformed", faults: [] },
      {
        row: 4,
        status: 422,
        code: "invalid",
        faults: [
          { at: "/item", why: "must have at most 5 characters" },
          { at: "/price", why: "is required" },
        ],
      },
      { row: 5, status: 201, meal: { id: expect.any(String), item: "tea" } },
    ],
    booked: 2,
    refused: 3,
    sent: 5,
  });
  const ids = new Set(body.results.flatMap(({ meal }: { meal?: { id: string } }) => meal?.id ?? []));
  expect(ids.size).toBe(2);
  expect((await call(`GET /children/${id}`)).body.balance).toBe(0);
});

test("rows may stand in a property, the path is the one of what is done, and refusals may have a name", async () => {
  const call = service.as("ben");
  const { id } = (await call("POST /children", { name: "two" })).body;
  const { status, body } = await call(`POST /children/${id}/tries`, {
    changes: [{ name: "one" }, { balance: 9 }],
  });
  expect([status, body]).toEqual([
    200,
    [
      { at: 0, problem: { code: "conflict", faults: [{ at: "/name", why: expect.any(String) }] } },
      { at: 1, child: { id, name: "two", balance: 9, by: "ben" } },
    ],
  ]);
  expect((await call(`POST /children/${id}/tries`, { changes: [] })).body).toEqual([]);
});

test("what is no list of as many rows is refused, and who has no name", async () => {
  const call = service.as("ann");
  const why = async (path: string, body: unknown) => (await call(path, body)).body.faults;
  expect(await why("POST /meals/bulk", {})).toEqual([{ at: "", why: "must be a list" }]);
  expect(await why("POST /meals/bulk", [])).toEqual([{ at: "", why: "must have at least 1 element" }]);
  expect(await why("POST /meals/bulk", [1, 2, 3, 4, 5, 6])).toEqual([
    { at: "", why: "must have at most 5 elements" },
  ]);
  const tries = `POST /children/${crypto.randomUUID()}/tries`;
  expect(await why(tries, {})).toEqual([{ at: "/changes", why: "is required" }]);
  expect(await why(tries, { changes: 3 })).toEqual([{ at: "/changes", why: "must be a list" }]);
  expect((await call("POST /meals/bulk", "{ broken")).status).toBe(400);
  expect((await service.as("")("POST /meals/bulk", [7])).status).toBe(401);
});

test("it is tried that a row is done, and how many there may be", async () => {
  const { blueprint, clauses } = readSpec(spec);
  const { files, covers } = writeTestsOfReading(blueprint, clauses);
  const said = clauses.filter(({ text }) => text.includes(" rows")).map(({ id }) => id);
  expect(said.length).toBe(2);
  expect(covers.map(({ clause }) => clause)).toEqual(expect.arrayContaining(said));
  const titles = files.flatMap(({ content }) => content.match(/(?<=test\(")`POST [^"]*/g) ?? []);
  expect(titles.length).toBe(3);
  const passed = await runSuite(files, blueprint);
  expect([...passed].filter(([, failure]) => failure !== null)).toEqual([]);
  const { batches = [] } = blueprint;
  const other = { ...blueprint, batches: batches.map((one) => ({ ...one, least: 0, most: one.most + 1 })) };
  const wrong = await runSuite(files, other);
  expect([...wrong].filter(([, failure]) => failure !== null).length).toBe(1);
});
