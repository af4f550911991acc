import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let bodyFirst: SpecService;
let inOrder: SpecService;
let stateBeforeBody: SpecService;
let keyBeforeThing: SpecService;
let guardsAfterBody: SpecService;
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
  keyBeforeThing = await serveSpec(`# Office

Callers are named by the header \`X-User\` (401).
Refusals answer {error: code}.
The first of 401, 403, 404, 400, 409 is given.

## File
- name: text, required
- closed: yes/no, default no
- \`POST /files\` creates one

### Close: \`POST /files/{id}/close\`
- key: text, from the header \`X-Role\`
- Only if key is "office" (403 \`office_only\`)
- Only if closed is false (409 \`closed\`)
- Sets closed to true

### Rename: \`POST /files/{id}/rename\`
- key: text, from the header \`X-Role\`
- name: text, required
- Only if key is "office" (403 \`office_only\`)
- Only if the caller is not "ben" (403 \`not_ben\`)
- Only if name is not "x" (409 \`no_name\`)
- Sets name to name
`);
  guardsAfterBody = await serveSpec(`# Office

Callers are named by the header \`X-User\` (401).
Refusals answer {error: code}.
The first of 401, 400, 422, 403, 404, 409 is given.

## File
- name: text, required
- \`POST /files\` creates one
- \`DELETE /files/{id}\` deletes one, only if the caller is not "ben" (403 \`not_ben\`)

### Plan: \`POST /files/{id}/plan\`
- from: date, required
- to: date, required
- Only if from <= to (422 \`ends_early\`)
- Only if the caller is not "ben" (403 \`not_ben\`)
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
  await keyBeforeThing.stop();
  await guardsAfterBody.stop();
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

test("where the order says so, what hangs on headers and the caller is told before what is not there", async () => {
  const [ann, ben] = [keyBeforeThing.as("ann"), keyBeforeThing.as("ben")];
  const office = keyBeforeThing.as("ann", "office");
  const { id } = (await ann("POST /files", { name: "a" })).body;
  const none = crypto.randomUUID();
  const error = async (caller: typeof ann, route: string, body?: unknown) => {
    const answer = await caller(route, body);
    return answer.status === 200 ? 200 : `${answer.status} ${answer.body.error}`;
  };
  expect(await error(ann, `POST /files/${none}/close`)).toBe("403 office_only");
  expect(await error(office, `POST /files/${none}/close`)).toBe("404 not_found");
  expect(await error(ann, `POST /files/${none}/rename`, {})).toBe("403 office_only");
  expect(await error(office, `POST /files/${none}/rename`, {})).toBe("404 not_found");
  expect(await error(office, `POST /files/${id}/rename`, {})).toBe("400 invalid");
  expect(await error(office, `POST /files/${id}/rename`, { name: "x" })).toBe("409 no_name");
  expect(await error(office, `POST /files/${id}/rename`, { name: "b" })).toBe(200);
  const officeBen = keyBeforeThing.as("ben", "office");
  expect(await error(officeBen, `POST /files/${none}/rename`, {})).toBe("403 not_ben");
  expect(await error(ben, `POST /files/${id}/close`)).toBe("403 office_only");
  expect(await error(office, `POST /files/${id}/close`)).toBe(200);
  expect(await error(ann, `POST /files/${id}/close`)).toBe("403 office_only");
  expect(await error(office, `POST /files/${id}/close`)).toBe("409 closed");
});

test("a header is judged before the body also where nothing is looked for, and a wrong body before who calls where that is said", async () => {
  const office = `# Office
Callers may be named by the header \`X-User\`.
Refusals answer {error: code}.
`;
  const say = `
### Say: \`POST /say\`
- key: text, from the header \`X-Role\`
- word: text, required
- Only if key is "office" (403 \`office_only\`)
- Answers {word}

## File
- name: text, required
- \`POST /files\` creates one

### Name: \`POST /files/{id}/name\`
- name: text, required
- By a caller (401 \`who\`)
- Only if its name is not "closed" (403 \`closed\`)
- Only if name is not "x" (403 \`no_x\`)
- Sets name to name
`;
  const keyFirst = await serveSpec(`${office}The first of 401, 403, 400 is given.\n${say}`);
  const bodyFirstOf = await serveSpec(`${office}The first of 400, 401, 403, 404 is given.\n${say}`);
  const statuses = async (service: SpecService, which: string) => {
    const [ann, nobody] = [service.as("ann"), service.as("")];
    return [
      (await ann("POST /say", {})).status,
      (await nobody(`POST /files/${which}/name`, {})).status,
      (await nobody(`POST /files/${which}/name`, { name: "a" })).status,
    ];
  };
  expect(await statuses(keyFirst, "none")).toEqual([403, 401, 401]);
  expect(await statuses(bodyFirstOf, "none")).toEqual([400, 400, 401]);
  const ann = bodyFirstOf.as("ann");
  const { id } = (await ann("POST /files", { name: "closed" })).body;
  expect((await ann(`POST /files/${id}/name`, { name: "x" })).body).toEqual({ error: "closed" });
  await keyFirst.stop();
  await bodyFirstOf.stop();
});

test("where the order has the body before what is not there, so is what hangs on the body", async () => {
  const [ann, ben] = [guardsAfterBody.as("ann"), guardsAfterBody.as("ben")];
  const { id } = (await ann("POST /files", { name: "a" })).body;
  const none = crypto.randomUUID();
  const right = { from: "2026-01-01", to: "2026-01-02" };
  const early = { from: "2026-01-02", to: "2026-01-01" };
  const statuses = async (caller: typeof ann, which: string) => [
    (await caller(`POST /files/${which}/plan`, {})).status,
    (await caller(`POST /files/${which}/plan`, early)).status,
    (await caller(`POST /files/${which}/plan`, right)).status,
  ];
  expect(await statuses(ann, none)).toEqual([400, 422, 404]);
  expect(await statuses(ben, none)).toEqual([400, 422, 403]);
  expect(await statuses(ann, id)).toEqual([400, 422, 200]);
  expect(await statuses(ben, id)).toEqual([400, 422, 403]);
  expect((await ben(`DELETE /files/${none}`)).status).toBe(403);
  expect((await ann(`DELETE /files/${none}`)).status).toBe(404);
  expect((await ben(`DELETE /files/${id}`)).status).toBe(403);
  expect((await ann(`DELETE /files/${id}`)).status).toBe(204);
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
