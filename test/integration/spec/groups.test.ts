import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Sales

### By agent: \`GET /reports/agents\`
- least: whole number, default 0
- Answers list for each agent of all sales where price >= least {agent, name: agent.name, sales: count of them, big: count of them where price >= agent.goal, total: sum of price of them, mean: average of price of them, low: least of price of them, first: least of at of them, last: greatest of at of them} by -total, name

### By month: \`GET /reports/months\`
- Answers {months: list for each month: start("" + day, 7), open of all sales {month, open, number: count of them, share: 100 * (count of them) / (count of all sales)} by month, -number} (200)

### By kind: \`GET /reports/kinds\`
- Answers list for each kind of all sales {kind, any: any of them where price > 50, none: none of them where open, prices: list of {price} of them by -price}

## Agent
- name: text, required
- goal: whole number, default 10
- kinds = list for each kind of its sales where price > 1 {kind, own: its name, count: count of them} by -count, kind

## Sale
- agent: agent
- price: whole number, required
- day: date, required
- at: moment
- open: yes/no, default no
- kind: one of a or b
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

async function sold() {
  const ids = new Map<string, string>();
  for (const name of ["bo", "al", "cy"]) {
    const made = await call("POST /agents", { name, goal: name === "al" ? 5 : 10 });
    ids.set(name, made.body.id);
  }
  const [bo, al] = [ids.get("bo"), ids.get("al")];
  for (const sale of [
    { agent: bo, price: 10, day: "2026-02-01", kind: "b", at: "2026-02-01T10:00:00+05:00" },
    { agent: al, price: 60, day: "2026-01-09", kind: "b", at: "2026-02-01T06:00:00Z" },
    { agent: bo, price: 1, day: "2026-01-31", kind: "a", open: true, at: "2026-02-01T04:00:00Z" },
    { agent: bo, price: 49, day: "2026-02-28", kind: "b" },
    { price: 4, day: "2026-02-02" },
  ])
    expect((await call("POST /sales", sale)).status).toBe(201);
  return { bo, al };
}

test("things are added up for each that they refer to, in order of what is worked out", async () => {
  const { bo, al } = await sold();
  const report = await call("GET /reports/agents?least=2");
  const nobody = { agent: null, name: null, big: 0, first: null, last: null };
  expect(report.body, report.text).toEqual([
    {
      agent: al,
      name: "al",
      sales: 1,
      big: 1,
      total: 60,
      mean: 60,
      low: 60,
      first: "2026-02-01T06:00:00Z",
      last: "2026-02-01T06:00:00Z",
    },
    {
      agent: bo,
      name: "bo",
      sales: 2,
      big: 2,
      total: 59,
      mean: 29.5,
      low: 10,
      first: "2026-02-01T10:00:00+05:00",
      last: "2026-02-01T10:00:00+05:00",
    },
    { ...nobody, sales: 1, total: 4, mean: 4, low: 4 },
  ]);
  const all = await call("GET /reports/agents");
  expect(all.body[1]).toMatchObject({
    agent: bo,
    total: 60,
    first: "2026-02-01T04:00:00Z",
    last: "2026-02-01T10:00:00+05:00",
  });
});

test("by a part of a date and a yes/no, as a property of an object", async () => {
  await sold();
  expect((await call("GET /reports/months")).body).toEqual({
    months: [
      { month: "2026-01", open: false, number: 1, share: 20 },
      { month: "2026-01", open: true, number: 1, share: 20 },
      { month: "2026-02", open: false, number: 3, share: 60 },
    ],
  });
});

test("without an order, groups stand as their first things were made", async () => {
  await sold();
  expect((await call("GET /reports/kinds")).body).toEqual([
    { kind: "b", prices: [{ price: 60 }, { price: 49 }, { price: 10 }], any: true, none: true },
    { kind: "a", prices: [{ price: 1 }], any: false, none: false },
    { kind: null, prices: [{ price: 4 }], any: false, none: true },
  ]);
});

test("a thing shows its own by groups, none where there are none", async () => {
  await sold();
  expect((await call("GET /agents")).body.map(({ kinds }: { kinds: unknown }) => kinds)).toEqual([
    [{ kind: "b", own: "bo", count: 2 }],
    [{ kind: "b", own: "al", count: 1 }],
    [],
  ]);
});
