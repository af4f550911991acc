import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { serveByHand } from "./serving.ts";

const spec = `# Boat house

Refusals answer {error: code, wrong: [{what: field, why: "missing" if missing, else "bad"}]}.

## Boat
- name: text, required, 1 to 20 characters, unique without case (409 \`taken\`)
- seats: whole number, required, 1 to 8
- extra: anything
- crew: list of anything, at most 4 elements

### Import: \`POST /boats/import\`
- columns: list of text, required
- rows: list of anything, required, 1 to 50 elements
- By hand changes outcome (anything) (422 \`odd_row\`): makes a boat of each row, a list whose values stand as the columns do. Gives
  added, the number of those that were made, and lines, for each row {line, name} or {line, error, wrong}, from 2. A row
  that is no list is odd_row, and nothing is imported
- Answers outcome (200)

### Echo: \`POST /echo\`
- value: anything, required, as the body
- same = value
- Answers {value, same}
`;

const outcome = `import type { OutcomeContext, OutcomeInput, OutcomeResult } from "./contracts.ts";

export function outcome({ given: { columns, rows } }: OutcomeInput, context: OutcomeContext): OutcomeResult {
  const lines = rows.map((row, index) => {
    const line = index + 2;
    if (!Array.isArray(row)) return context.refuse("odd_row", \`Line \${line} is no list.\`, { line });
    const boat = Object.fromEntries(columns.map((column, place) => [column, row[place]]));
    const made = context.attempt(() => context.things.boats.create(boat as never));
    if (made.isDone) return { line, name: made.result.name };
    return { line, error: made.code, wrong: made.errors.map(({ field, reason = "bad" }) => [field, reason]) };
  });
  return { added: lines.filter((line) => "name" in line).length, lines };
}
`;

let boats: Awaited<ReturnType<typeof serveByHand>>;
beforeAll(async () => {
  boats = await serveByHand(spec, { "outcome.ts": outcome });
});
afterAll(() => boats.stop());
beforeEach(() => boats.fresh());

test("rows of any shape are taken by a function that tries each by itself", async () => {
  const call = boats.as("ann");
  const answer = await call("POST /boats/import", {
    columns: ["seats", "name"],
    rows: [[2, "Heron"], [9, "Swan"], [1, "HERON"], [null], [4, "Crane"]],
  });
  expect(answer).toMatchObject({ status: 200 });
  expect(answer.body).toEqual({
    added: 2,
    lines: [
      { line: 2, name: "Heron" },
      { line: 3, error: "invalid", wrong: [["seats", "range"]] },
      { line: 4, error: "taken", wrong: [["name", "bad"]] },
      {
        line: 5,
        error: "invalid",
        wrong: [
          ["name", "missing"],
          ["seats", "null"],
        ],
      },
      { line: 6, name: "Crane" },
    ],
  });
  expect((await call("GET /boats")).body.map(({ name }: { name: string }) => name)).toEqual([
    "Heron",
    "Crane",
  ]);
});

test("what an attempt has done is taken back with the rest where all is refused", async () => {
  const call = boats.as("ann");
  const rows = [[2, "Heron"], "Swan"];
  expect(await call("POST /boats/import", { columns: ["seats", "name"], rows })).toMatchObject({
    status: 422,
    body: { error: "odd_row", line: 3 },
  });
  expect((await call("GET /boats")).body).toEqual([]);
});

test.each([[5], [0], [""], ['a "text"'], [false], [true], [[null, [1]]], [{ a: { b: [null] } }]])(
  "%j is kept, changed and answered as it was given",
  async (extra) => {
    const call = boats.as("ann");
    const made = await call("POST /boats", { name: "Heron", seats: 1, extra });
    expect(made.body).toMatchObject({ extra, crew: null });
    expect((await call(`GET /boats/${made.body.id}`)).body.extra).toEqual(extra);
    expect((await call(`PATCH /boats/${made.body.id}`, { extra: [extra] })).body.extra).toEqual([extra]);
    expect((await call(`PATCH /boats/${made.body.id}`, { extra: null })).body.extra).toBeNull();
    expect(
      (await call("POST /echo", typeof extra === "string" ? JSON.stringify(extra) : (extra as never))).body,
    ).toEqual({ value: extra, same: extra });
  },
);

test("elements may be null, and what must be given is told where it is not", async () => {
  const call = boats.as("ann");
  const crew = [null, "Ada", 7, null];
  expect((await call("POST /boats", { name: "Heron", seats: 1, crew })).body.crew).toEqual(crew);
  expect((await call("POST /boats", { name: "Swan", seats: 1, crew: [...crew, 1] })).body).toEqual({
    error: "invalid",
    wrong: [{ what: "crew", why: "bad" }],
  });
  expect((await call("POST /boats/import", {})).body.wrong).toEqual([
    { what: "columns", why: "missing" },
    { what: "rows", why: "missing" },
  ]);
});
