import { afterAll, beforeAll, expect, test } from "vitest";
import { kilns } from "./kilns.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(kilns);
});
afterAll(() => service.stop());

interface Kiln {
  id: string;
}

async function made(label: string, heat = 0) {
  const answer = await service.as("ann")("POST /kilns", { label, heat });
  return { answer, kiln: answer.body as Kiln };
}

test("a route sends what it says: the place of what is made, how a thing was when it is deleted", async () => {
  const { answer, kiln } = await made("raku", 950);
  expect(answer.headers.get("location")).toBe(`/kilns/${kiln.id}`);
  const call = service.as("ann");
  const shown = await call(`GET /kilns/${kiln.id}`);
  expect(shown.headers.get("cache-control")).toBe("no-store");
  expect(shown.headers.get("x-hot")).toBe("true");
  expect((await call("GET /kilns")).headers.get("x-kept")).toBe("1");
  expect((await call(`PATCH /kilns/${kiln.id}`, { label: "wood" })).headers.get("x-label")).toBe("wood");
  const deleted = await call(`DELETE /kilns/${kiln.id}`);
  expect([deleted.status, deleted.headers.get("x-was")]).toEqual([204, "wood"]);
});

test("an action's answer before it has made anything sends nothing of what it makes", async () => {
  const { kiln: cold } = await made("cold");
  const { kiln: hot } = await made("hot", 901);
  const [copied, found] = [
    await service.as("ann")(`POST /kilns/${cold.id}/copy`),
    await service.as("ann")(`POST /kilns/${hot.id}/copy`),
  ];
  expect(copied.headers.get("location")).toBe(`/kilns/${(copied.body as Kiln).id}`);
  expect(copied.headers.get("x-from")).toBe("cold");
  expect(found.status).toBe(200);
  expect(found.headers.get("x-from")).toBe("hot");
  expect(found.headers.get("location")).toBeNull();
});

test("refusals send none", async () => {
  const refused = await service.as("ann")("PATCH /kilns/nothing", {});
  expect(refused.status).toBe(404);
  expect(refused.headers.get("x-today")).toBeNull();
});

test.each([
  ["a line's end", "a\r\nSet-Cookie: b=1", "a%0D%0ASet-Cookie: b=1"],
  ["other letters", "łódź", "%C5%82%C3%B3d%C5%BA"],
  ["very much", "x".repeat(100_000), null],
])("no value breaks a header or an answer: %s", async (_, label, sent) => {
  const { kiln } = await made(label);
  const changed = await service.as("ann")(`PATCH /kilns/${kiln.id}`, {});
  expect(changed.status).toBe(200);
  expect(changed.headers.get("x-label")).toBe(sent);
  expect(changed.headers.get("set-cookie")).toBeNull();
  if (label.length < 100) {
    const sought = await service.as("ann")(`GET /kilns/${kiln.id}/seek`);
    expect([sought.status, sought.headers.get("location")]).toEqual([302, `https://example.com/?q=${sent}`]);
  }
});

test("pages of other origins may read what is sent", async () => {
  const { headers } = await service.as("ann")("GET /kilns");
  const exposed = headers.get("access-control-expose-headers")?.split(",") ?? [];
  for (const name of ["X-Kept", "X-Hot", "X-Was", "X-From", "Location"]) expect(exposed).toContain(name);
});

test("the OpenAPI document tells them where they are sent", async () => {
  const { body } = await service.as("ann")("GET /openapi.json");
  const { paths } = body as { paths: Record<string, Record<string, { responses: Responses }>> };
  const headersOf = (method: string, path: string, status: string) =>
    paths[path]?.[method]?.responses[status]?.headers;
  expect(headersOf("post", "/kilns", "201")).toEqual({ Location: { schema: { type: "string" } } });
  expect(headersOf("get", "/kilns", "200")).toEqual({ "X-Kept": { schema: { type: "integer" } } });
  expect(headersOf("get", "/kilns/{id}", "200")).toMatchObject({ "X-Hot": { schema: { type: "boolean" } } });
  expect(headersOf("delete", "/kilns/{id}", "204")).toEqual({ "X-Was": { schema: { type: "string" } } });
  expect(Object.keys(headersOf("post", "/kilns/{id}/copy", "201") ?? {})).toEqual(["Location", "X-From"]);
  expect(headersOf("get", "/kilns/{id}", "404")).toBeUndefined();
});

type Responses = Record<string, { headers?: Record<string, unknown> }>;
