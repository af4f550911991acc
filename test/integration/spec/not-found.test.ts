import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Lockers

Callers may be named by the header \`X-User\`.
Refusals answer {error: code, message: message}. Statuses: invalid 422, not found 404 \`nothing\`.
The first of 410, 422, 404 is given.

## Hall
- name: text, required
- Not found (404 \`no_such_hall\`, "There is no such hall.")

## Locker
- hall: hall, required, deleted with it
- owner: the caller
- size: whole number, required, 1 to 9
- Not found: 410 \`no_such_locker\`
- Seen only by its owner
- Nested under hall
- \`POST /halls/{hall}/lockers\` creates one
- \`GET /halls/{hall}/lockers\` lists them
- \`GET /halls/{hall}/lockers/{id}\` shows one
- \`PATCH /halls/{hall}/lockers/{id}\` changes one
- \`DELETE /halls/{hall}/lockers/{id}\` deletes one

### Resize: \`POST /lockers/{id}/resize\`
- by: whole number, required, 1 to 9
- Sets size to by

## Key
- hall: hall, required, deleted with it
- name: text, required
- Nested under hall
- \`POST /halls/{hall}/keys\` creates one
- \`PUT /halls/{hall}/keys/{id}\` replaces one
- \`DELETE /halls/{hall}/keys/{id}\` deletes one

## Tag
- locker: locker
- Not found (404, sends the header \`X-Kind\`: "tag")
`);
});
afterAll(() => service.stop());

const none = "00000000-0000-4000-8000-000000000000";

test("what is not there is refused as its kind says, by its routes, its actions and those below it", async () => {
  const call = service.as("ann");
  const told = async (route: string, body?: unknown) => {
    const { status, body: answer } = await call(route, body);
    return [status, answer?.error];
  };
  const { id: hall } = (await call("POST /halls", { name: "north" })).body;
  const locker = [410, "no_such_locker"];
  expect(await told(`GET /halls/${hall}/lockers/${none}`)).toEqual(locker);
  expect(await told(`PATCH /halls/${hall}/lockers/${none}`, { size: 2 })).toEqual(locker);
  expect(await told(`DELETE /halls/${hall}/lockers/${none}`)).toEqual(locker);
  expect(await told(`POST /lockers/${none}/resize`, { by: 2 })).toEqual(locker);
  expect((await call(`GET /halls/${none}`)).body).toEqual({
    error: "no_such_hall",
    message: "There is no such hall.",
  });
  for (const route of [
    `GET /halls/${none}/lockers`,
    `GET /halls/${none}/lockers/${none}`,
    `DELETE /halls/${none}/lockers/${none}`,
    `DELETE /halls/${none}/keys/${none}`,
  ])
    expect([route, ...(await told(route))]).toEqual([route, 404, "no_such_hall"]);
  expect(await told(`PUT /halls/${none}/keys/${none}`, { name: "a" })).toEqual([404, "no_such_hall"]);
  expect(await told(`DELETE /halls/${hall}/keys/${none}`)).toEqual([404, "nothing"]);
  expect(await told("GET /nowhere")).toEqual([404, "nothing"]);
  // A reference in a body says its own.
  expect(await told("POST /tags", { locker: none })).toEqual([400, "unknown_reference"]);
});

test("the order of refusals is read with the status of each kind", async () => {
  const call = service.as("ann");
  const { id: hall } = (await call("POST /halls", { name: "north" })).body;
  expect((await call(`PATCH /halls/${hall}/lockers/${none}`, { size: 99 })).status).toBe(410);
  expect((await call(`POST /lockers/${none}/resize`, { by: 99 })).status).toBe(410);
  expect((await call(`PATCH /halls/${none}`, { name: 7 })).status).toBe(422);
  expect((await call(`PUT /halls/${hall}/keys/${none}`, { name: 7 })).status).toBe(422);
});

test("what is not there may be told with a header of its kind", async () => {
  const { status, headers } = await service.as("ann")(`GET /tags/${none}`);
  expect([status, headers.get("x-kind")]).toEqual([404, "tag"]);
});

test("the document has the statuses of each kind", async () => {
  const { paths } = (await service.as("")("GET /openapi.json")).body;
  const statuses = (path: string, method: string) => Object.keys(paths[path][method].responses);
  expect(statuses("/halls/{hall}/lockers/{id}", "get")).toEqual(expect.arrayContaining(["404", "410"]));
  expect(statuses("/lockers/{id}/resize", "post")).toContain("410");
  expect(statuses("/lockers/{id}/resize", "post")).not.toContain("404");
  expect(paths["/halls/{id}"].get.responses[404].description).toBe("There is no such hall.");
});

test("what is not seen is refused as what is not there", async () => {
  const call = service.as("ann");
  const { id: hall } = (await call("POST /halls", { name: "north" })).body;
  const { id } = (await call(`POST /halls/${hall}/lockers`, { size: 2 })).body;
  const route = `/halls/${hall}/lockers/${id}`;
  expect((await call(`GET ${route}`)).status).toBe(200);
  const [hidden, missing] = [
    await service.as("ben")(`GET ${route}`),
    await service.as("ben")(`GET /halls/${hall}/lockers/${none}`),
  ];
  expect([hidden.status, hidden.body.error]).toEqual([410, "no_such_locker"]);
  expect(missing.body).toEqual({ ...hidden.body, message: hidden.body.message.replace(id, none) });
});
