import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Theatre

## Show
- title: text, required
- begins: moment, required
- ends: moment, unique
- opens: moment, unique (409 \`open_then\`, with other: other.title)
- Unique together: title, begins (409 \`twice\`)
- \`POST /shows\` creates one
- \`PATCH /shows/{id}\` changes one
`);
});
afterAll(() => service.stop());

test("one moment written in two ways is taken once", async () => {
  const call = service.as("");
  const [zulu, east] = ["2031-05-04T19:30:00Z", "2031-05-04T21:30:00+02:00"];
  const show = async (more: object) =>
    (await call("POST /shows", { title: "Emma", begins: zulu, ...more })).status;
  expect(await show({ ends: zulu, opens: zulu })).toBe(201);
  expect(await show({})).toBe(409);
  expect(await show({ begins: east })).toBe(409);
  expect(await show({ begins: "2031-05-04T19:30:00.000Z" })).toBe(409);
  expect(await show({ begins: "2031-05-04T19:30:00.001Z" })).toBe(201);
  expect(await show({ title: "Dune", ends: east })).toBe(409);
  expect(await show({ title: "Dune", opens: east })).toBe(409);
  const { id } = (await call("POST /shows", { title: "Dune", begins: east })).body;
  expect((await call(`PATCH /shows/${id}`, { begins: zulu })).status).toBe(200);
  expect((await call(`PATCH /shows/${id}`, { title: "Emma" })).status).toBe(409);
});
