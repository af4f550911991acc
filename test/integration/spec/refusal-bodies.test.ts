import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let choir: SpecService;
beforeAll(async () => {
  choir = await serveSpec(`# Choir

Refusals answer {error: code}.
Refusals with 400, 422 answer {field: name, fields: fields}.
Refusals with 409 answer {problem: {why: message}, of: "choir"}.

## Singer
- voice: one of soprano, alto or bass, required
- name: text, required, unique (409 \`taken\`, "There is one.", with other: other.id)
- age: whole number, at least 6

### Leave: \`POST /singers/{id}/leave\`
- Only if age > 17 (422 \`young\`, "Ask your parents.", with age)
`);
  service = await serveSpec(`# Parcels

Statuses: invalid 422 \`wrong\`, not found 404 \`nowhere\`, method not allowed 404 \`no_method\`.
Refusals answer {error: {code: code, names: names}, kind: "refusal"}.

## Parcel
- weight: whole number, required, at least 1
- state: state of open or sent
- \`?sort\` sorts by weight
- \`?heavier\`: whole number, only where weight > heavier
- Pages of 2 by page \`?page\`, size \`?size\` up to 5

### Send: \`POST /parcels/{id}/send\`
- Moves state from open to sent (409 \`not_open\`, with state)
`);
});
afterAll(async () => {
  await service.stop();
  await choir.stop();
});

test("kinds of refusals have the codes that the spec says", async () => {
  const call = service.as("ann");
  expect(await call("POST /parcels", { weight: 0 })).toMatchObject({
    status: 422,
    body: { error: { code: "wrong", names: ["weight"] }, kind: "refusal" },
  });
  expect((await call(`GET /parcels/${crypto.randomUUID()}`)).body.error.code).toBe("nowhere");
  expect((await call("GET /elsewhere")).body.error.code).toBe("nowhere");
  expect((await call("POST /parcels", [])).body.error.code).toBe("malformed");
});

test("what a refusal carries stands beside its code", async () => {
  const call = service.as("ann");
  const { id } = (await call("POST /parcels", { weight: 1 })).body;
  await call(`POST /parcels/${id}/send`);
  expect((await call(`POST /parcels/${id}/send`)).body).toEqual({
    error: { code: "not_open", names: [], state: "sent" },
    kind: "refusal",
  });
});

test("all parameters of a list that are wrong are told at once", async () => {
  const { status, body } = await service.as("ann")("GET /parcels?sort=colour&page=0&heavier=much");
  expect([status, body.error.names]).toEqual([422, ["heavier", "sort", "page"]]);
});

test("refusals with a status have a body of their own, others the general one", async () => {
  const call = choir.as("ann");
  expect(await call("POST /singers", { age: 5 })).toMatchObject({
    status: 400,
    body: { field: "voice", fields: { voice: "is required", name: "is required" } },
  });
  expect(Object.keys((await call("POST /singers", { age: 5 })).body.fields)).toEqual([
    "voice",
    "name",
    "age",
  ]);
  const { id } = (await call("POST /singers", { voice: "alto", name: "Ada", age: 9 })).body;
  expect(await call("POST /singers", { voice: "bass", name: "Ada" })).toMatchObject({
    status: 409,
    body: { problem: { why: "There is one." }, of: "choir", other: id },
  });
  expect(await call(`POST /singers/${id}/leave`)).toMatchObject({
    status: 422,
    body: { field: null, fields: {}, age: 9 },
  });
  expect(await call("GET /singers/none")).toMatchObject({ status: 404, body: { error: "not_found" } });
});

test("the service's document tells each status's own body", async () => {
  const { paths, components } = (await choir.as("ann")("GET /openapi.json")).body;
  const schema = (status: number, route: { responses: Record<number, { content: object }> }) =>
    route.responses[status]?.content;
  const shown = (name: string) => ({
    "application/json": { schema: { $ref: `#/components/schemas/${name}` } },
  });
  expect(schema(409, paths["/singers"].post)).toEqual(shown("Problem409"));
  expect(schema(400, paths["/singers"].post)).toEqual(shown("Problem400"));
  expect(schema(422, paths["/singers/{id}/leave"].post)).toEqual(shown("Problem400"));
  expect(schema(404, paths["/singers/{id}/leave"].post)).toEqual(shown("Problem"));
  expect(components.schemas.Problem400.properties.field).toEqual({ type: ["string", "null"] });
});

test("a path that is there refuses other methods in the service's own form", async () => {
  const call = choir.as("ann");
  const { id } = (await call("POST /singers", { voice: "alto", name: "Bea" })).body;
  const wrong = await call(`PUT /singers/${id}`, {});
  expect(wrong).toMatchObject({ status: 405, body: { error: "method_not_allowed" } });
  expect(wrong.headers.get("allow")).toBe("GET, HEAD, PATCH, DELETE");
  const asked = await call(`OPTIONS /singers/${id}`);
  expect([asked.status, asked.headers.get("allow")]).toEqual([204, "GET, HEAD, PATCH, DELETE, OPTIONS"]);
  expect((await call("OPTIONS /nowhere")).status).toBe(404);
  expect((await call(`HEAD /singers/${id}`)).status).toBe(200);
  expect(await service.as("ann")("PUT /parcels", {})).toMatchObject({
    status: 404,
    body: { error: { code: "no_method" } },
  });
});
