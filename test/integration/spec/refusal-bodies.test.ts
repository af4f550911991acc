import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Parcels

Statuses: invalid 422 \`wrong\`, not found 404 \`nowhere\`.
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
afterAll(() => service.stop());

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
  expect([status, body.error.names]).toEqual([422, ["heavier", "page", "sort"]]);
});
