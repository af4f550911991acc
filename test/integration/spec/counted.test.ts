import { afterAll, beforeAll, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { firings } from "./firings.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(firings);
});
afterAll(() => service.stop());

interface Firing {
  id: string;
  no: number;
  turn: number | null;
}

const call = (route: string, body?: unknown) => service.as("ann")(route, body);

async function kiln(label: string): Promise<string> {
  return ((await call("POST /kilns", { label })).body as { id: string }).id;
}

async function fired(of: string, more: object = {}): Promise<Firing> {
  const answer = await call("POST /firings", { kiln: of, heat: 900, ...more });
  expect(answer.status).toBe(201);
  return answer.body as Firing;
}

test("each kiln's firings are numbered from 1, and a number is never given twice", async () => {
  const [a, b] = [await kiln("A"), await kiln("B")];
  const made = [await fired(a), await fired(b), await fired(a)];
  expect(made.map(({ no }) => no)).toEqual([1, 1, 2]);
  await call(`DELETE /firings/${made[2]?.id}`);
  expect((await fired(a)).no).toBe(3);
  expect((await call("GET /firings?no=3")).body).toMatchObject([{ kiln: a, no: 3, code: "A-3" }]);
});

test("what is refused leaves no gap, by whatever it is refused", async () => {
  const a = await kiln("A");
  const first = await fired(a);
  const refused = [
    await call("POST /firings", { kiln: a, heat: 2000 }),
    await call("POST /firings", { kiln: a }),
    await call("POST /firings", { kiln: a, heat: 5, potter: "nobody" }),
    await call(`POST /firings/${first.id}/again`, { heat: 1500 }),
    await call(`PATCH /firings/${first.id}`, { potter: a, heat: 2000 }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([409, 400, 400, 409, 409]);
  const second = (await call(`POST /firings/${first.id}/again`, { heat: 1 })).body as Firing;
  expect([second.no, second.turn]).toEqual([2, null]);
  expect((await fired(a, { potter: a })).turn).toBe(1);
});

test("a firing that is given to another kiln is the next one there, and has no number where it has none", async () => {
  const [a, b] = [await kiln("A"), await kiln("B")];
  const [first] = [await fired(a, { potter: a }), await fired(b), await fired(b)];
  const moved = (await call(`PATCH /firings/${first?.id}`, { kiln: b, potter: b })).body;
  expect(moved).toMatchObject({ no: 3, turn: 1 });
  expect((await call(`PATCH /firings/${first?.id}`, { heat: 7 })).body).toMatchObject({ no: 3, turn: 1 });
  expect((await fired(a)).no).toBe(2);
});

test("a number goes with the reference that is cleared", async () => {
  const [a, b] = [await kiln("A"), await kiln("B")];
  const { id } = await fired(a, { potter: b });
  expect((await call(`DELETE /kilns/${b}`)).status).toBe(204);
  expect((await call(`GET /firings/${id}`)).body).toMatchObject({ potter: null, turn: null, no: 1 });
});

test("callers can't set it, and many at once have each another", async () => {
  const a = await kiln("A");
  const made = await Promise.all(Array.from({ length: 20 }, () => fired(a, { no: 7 })));
  expect(made.map(({ no }) => no).toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
  expect((await call(`PATCH /firings/${made[0]?.id}`, { no: 99 })).body).toMatchObject({ no: made[0]?.no });
});

test("the OpenAPI document tells of it", async () => {
  const { body } = await call("GET /openapi.json");
  const { components } = body as { components: { schemas: Record<string, { properties: object }> } };
  expect(components.schemas.Firing?.properties).toMatchObject({
    no: { type: "integer", minimum: 1, readOnly: true },
    turn: { type: ["integer", "null"], minimum: 1, readOnly: true },
  });
  expect(components.schemas.NewFiring?.properties).not.toHaveProperty("no");
});

test.each([
  ["- no: counted from 1 within oven", "is no field"],
  ["- no: counted from 1 within heat", "no reference"],
  ["- all: {no: counted from 1 within kiln}", "only a field of a thing"],
  [
    "- no: counted from 1 within kiln\n### Set: `POST /firings/{id}/set`\n- Sets no to 3",
    "nothing else sets it",
  ],
  ["- Identified by no, counted from 1 within kiln", "can't be compiled by this version yet"],
])("%s can't be", (lines, why) => {
  const spec = `# A\n\n## Kiln\n- label: text\n\n## Firing\n- kiln: kiln\n- heat: number\n${lines}\n`;
  const reading = parseSpec(spec);
  expect(reading.outcome === "unread" && reading.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining(why),
  ]);
});
