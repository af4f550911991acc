import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let bodyFirst: SpecService;
beforeAll(async () => {
  bodyFirst = await serveSpec(`# Notes

Callers are named by the header \`X-User\` (401).
The first of 401, 404, 400, 403 is given.

## Note
- text: text, required
- by: the caller
- \`POST /notes\` creates one
- \`PATCH /notes/{id}\` changes one, by its by (403)

### Share: \`POST /notes/{id}/share\`
- to: text, required
- By its by (403)
`);
  service = await serveSpec(`# Club

Callers are named by the header \`X-User\` (401). Role chair: the header \`X-Role\` is \`chair\`.

## Motion
- title: text, required
- by: the caller
- state: state of open or closed

### Close: \`POST /motions/{id}/close\`
- result: one of taken or lost, required
- other: motion
- By its by or chair (403)
- Moves state from open to closed (409)
`);
});
afterAll(async () => {
  await service.stop();
  await bodyFirst.stop();
});

test("an action tells who may before the body, and the body before the state", async () => {
  const [ann, ben, chair] = [service.as("ann"), service.as("ben"), service.as("cy", "chair")];
  const { id } = (await ann("POST /motions", { title: "Tea" })).body;
  const close = `POST /motions/${id}/close`;
  expect((await ben(`POST /motions/${crypto.randomUUID()}/close`, {})).status).toBe(404);
  expect((await ben(close, {})).status).toBe(403);
  expect((await ben(close, { result: "taken", other: "none" })).status).toBe(403);
  expect((await ann(close, { result: "taken" })).status).toBe(200);
  expect((await chair(close, {})).status).toBe(400);
  expect((await chair(close, { result: "lost", other: "none" })).status).toBe(400);
  expect((await chair(close, { result: "lost" })).status).toBe(409);
});

test("where the order says so, what is wrong with the body is told before who may", async () => {
  const [ann, ben] = [bodyFirst.as("ann"), bodyFirst.as("ben")];
  const { id } = (await ann("POST /notes", { text: "a" })).body;
  expect((await ben(`PATCH /notes/${id}`, { text: 1 })).status).toBe(400);
  expect((await ben(`PATCH /notes/${id}`, { text: "b" })).status).toBe(403);
  expect((await ben(`PATCH /notes/${crypto.randomUUID()}`, { text: 1 })).status).toBe(404);
  expect((await ben(`POST /notes/${id}/share`, {})).status).toBe(400);
  expect((await ben(`POST /notes/${id}/share`, { to: "cy" })).status).toBe(403);
  expect((await ann(`POST /notes/${id}/share`, { to: "cy" })).status).toBe(200);
});
