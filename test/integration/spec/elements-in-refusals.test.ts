import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Harbour

Statuses: invalid 422, unknown reference 422.
The first of 404, 409, 422 is given.
Refusals answer {error: code}.

## Berth
- name: text, required

## Stay
- berth: berth, required, known (404 \`no_berth\`, with sent: berth)
- moves: list of {to: berth, required; kind: text}
- from: date, required
- to: date, required
- Never overlap from from to to for the same berth (409 \`overlap\`, with moves: count of other.moves, kinds: list of kind of other.moves)

### Move: \`POST /stays/{id}/move\`
- kind: text, required
- Only if none of its moves where kind is "last" (409 \`done\`, with moves: count of its moves)
- Answers {kind}

### Check: \`POST /check\`
- kinds: list of text, required
- Only if none of kinds where it is "last" (409 \`last\`)
- Answers {kinds}
`;

let harbour: SpecService;
beforeAll(async () => {
  harbour = await serveSpec(spec);
});
beforeEach(() => harbour.fresh());
afterAll(() => harbour.stop());

test("a refusal tells of the lists of the thing in the way, and of what a reference or an element names", async () => {
  const call = harbour.as("ann");
  const { id: berth } = (await call("POST /berths", { name: "North" })).body;
  const stay = { berth, from: "2026-01-01", to: "2026-01-05" };
  const moves = [{ to: berth, kind: "first" }, { to: berth }];
  expect((await call("POST /stays", { ...stay, moves })).status).toBe(201);
  expect(await call("POST /stays", stay)).toMatchObject({
    status: 409,
    body: { error: "overlap", moves: 2, kinds: ["first", null] },
  });
  const sent = "00000000-0000-4000-8000-000000000000";
  expect(await call("POST /stays", { ...stay, berth: sent })).toMatchObject({
    status: 404,
    body: { error: "no_berth", sent },
  });
  const unknown = await call("POST /stays", {
    ...stay,
    from: "2026-02-01",
    to: "2026-02-02",
    moves: [{ to: sent }],
  });
  expect(unknown.status).toBe(422);
  expect(unknown.body.error).not.toBe("no_berth");
});

test("a guard on a thing's list is judged before the body, one on a list in the body is not", async () => {
  const call = harbour.as("ann");
  const { id: berth } = (await call("POST /berths", { name: "North" })).body;
  const stay = { berth, from: "2026-01-01", to: "2026-01-05" };
  const open = (await call("POST /stays", stay)).body;
  const moves = [{ to: berth, kind: "last" }];
  const done = (await call("POST /stays", { ...stay, from: "2026-02-01", to: "2026-02-02", moves })).body;
  expect((await call(`POST /stays/${open.id}/move`, {})).status).toBe(422);
  expect((await call(`POST /stays/${open.id}/move`, { kind: "next" })).body).toEqual({ kind: "next" });
  expect(await call(`POST /stays/${done.id}/move`, {})).toMatchObject({
    status: 409,
    body: { error: "done", moves: 1 },
  });
  expect((await call("POST /check", {})).status).toBe(422);
  expect((await call("POST /check", { kinds: ["last"] })).body).toEqual({ error: "last" });
});
