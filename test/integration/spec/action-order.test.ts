import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let bodyFirst: SpecService;
let inOrder: SpecService;
let stateBeforeBody: SpecService;
const lessons = `
## Lesson
- tutor: text, required
- pupil: the caller
- state: state of asked or accepted

### Accept: \`POST /lessons/{id}/accept\`
- room: text, required
- Only if tutor is the caller (403 \`not_yours\`)
- Moves state from asked to accepted (409 \`answered\`)

### Take back: \`POST /lessons/{id}/take-back\`
- Moves state from accepted to asked (409 \`open\`)
- Only if tutor is the caller (409 \`not_yours\`)

### Say: \`POST /lessons/{id}/say\`
- Only if tutor is the caller (409 \`not_yours\`)
- Moves state from accepted to accepted (409 \`open\`)
`;
beforeAll(async () => {
  const callers =
    "# Tutors\n\nCallers are named by the header `X-User` (401).\nRefusals answer {error: code}.\n";
  inOrder = await serveSpec(callers + lessons);
  stateBeforeBody = await serveSpec(`${callers}The first of 401, 404, 403, 409, 400 is given.\n${lessons}`);
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
  await inOrder.stop();
  await stateBeforeBody.stop();
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

test.each([
  ["usually", () => inOrder, [403, 400, 200, 403, 400]],
  ["where the order has the state before the body", () => stateBeforeBody, [403, 400, 200, 403, 409]],
])("a state is judged where it stands among what must be true, %s", async (_when, of, statuses) => {
  const [ann, ben] = [of().as("ann"), of().as("ben")];
  const { id } = (await ben("POST /lessons", { tutor: "ann" })).body;
  const accept = `POST /lessons/${id}/accept`;
  const errors = async (caller: typeof ann) => [
    (await caller(`POST /lessons/${id}/take-back`)).body.error,
    (await caller(`POST /lessons/${id}/say`)).body.error,
  ];
  expect(await errors(ben)).toEqual(["open", "not_yours"]);
  expect(await errors(ann)).toEqual(["open", "open"]);
  const answers = [
    await ben(accept, { room: "1" }),
    await ann(accept, {}),
    await ann(accept, { room: "1" }),
    await ben(accept, { room: "1" }),
    await ann(accept, {}),
  ];
  expect(answers.map(({ status }) => status)).toEqual(statuses);
});
