import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Food bank

## Item
- name: text, required
- bestBefore: date, required

### Give: \`POST /items/{id}/give\`
- Creates a handout with item = it
- Answers handout (201)

### Back-date: \`POST /items/{id}/back-date\`
- on: date
- Creates a handout with item = it, day = on otherwise bestBefore
- Answers handout (201)

## Handout
- item: item, required
- day: date, default now
- at: moment, default now
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

test("an action makes things whose moments are its own unless it gives others", async () => {
  const { id } = (await call("POST /items", { name: "Rice", bestBefore: "2031-04-05" })).body;
  const given = await call(`POST /items/${id}/give`);
  expect(given.status).toBe(201);
  const made = await call("POST /handouts", { item: id });
  expect(given.body).toMatchObject({ day: made.body.day, at: expect.stringMatching(/^\d{4}-.*Z$/) });
  expect((await call(`POST /items/${id}/back-date`)).body).toMatchObject({ day: "2031-04-05" });
  expect((await call(`POST /items/${id}/back-date`, { on: "2030-01-02" })).body).toMatchObject({
    day: "2030-01-02",
  });
});
