import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Clinic

The first of 404, 409, 400 is given.

### Find: \`POST /find\`
- name: text, required, in lower case
- Only if any of all animals where lookup is its name (404 \`unknown\`)
- Answers {found: list of name of all animals where lookup is its name} (200)

### Number: \`POST /number\`
- start: whole number, required
- running = start + (count of all animals)
- Answers {label: "no. " + running + " from " + start}

## Animal
- name: text, required
- lookup = name, set at each change, in lower case, hidden
- diedOn: date, set by actions
- state: state of alive or dead

### Count: \`GET /animals/count\`
- data = count of all animals
- then = data + 1
- Answers {count: data, next: then}

### Say: \`GET /animals/{id}/{word}\`
- word: text, required
- Answers {said: word}

### Every: \`GET /animals/every/{word}\`
- word: text, required
- Answers {every: word}

### Die: \`POST /animals/{id}/die\`
- on: date
- Moves state from alive to dead (409)
- Sets diedOn to on otherwise today

## Visit
- animal: animal, required
- on: date, required
- validFor: whole number, default 365
- from: time, required
- to: time, required
- dueOn = on + validFor days
- before = on - (validFor * 2) weeks
- length = minutes(from, to)
- label = from + "-" + to
`;

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(spec);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

async function animal(): Promise<string> {
  return (await call("POST /animals", { name: "Äpfel", lookup: "x", diedOn: "2026-01-01" })).body.id;
}

test("`its` reaches an input where each thing has a field of that name, and a text is kept in one case", async () => {
  await animal();
  expect((await call("POST /find", { name: "ÄPFEL" })).body).toEqual({ found: ["Äpfel"] });
  expect((await call("POST /find", { name: "pear" })).status).toBe(404);
});

test("a field that actions set is empty at first, and what callers send for it is ignored", async () => {
  const id = await animal();
  expect((await call(`GET /animals/${id}`)).body).toMatchObject({ diedOn: null });
  expect((await call(`PATCH /animals/${id}`, { diedOn: "2026-01-01" })).body).toMatchObject({ diedOn: null });
  expect((await call(`POST /animals/${id}/die`, { on: "2026-02-03" })).body).toMatchObject({
    diedOn: "2026-02-03",
  });
});

test("an action that needs no input takes no body, and a move that comes first is judged before a wrong one", async () => {
  const id = await animal();
  const today = new Date().toISOString().slice(0, 10);
  expect((await call(`POST /animals/${id}/die`)).body).toMatchObject({ state: "dead", diedOn: today });
  expect((await call(`POST /animals/${id}/die`, { on: "no day" })).status).toBe(409);
});

test("days move by a number that varies, and times are subtracted and joined", async () => {
  const visit = { animal: await animal(), on: "2026-01-31", validFor: 3, from: "09:30", to: "11:05" };
  expect((await call("POST /visits", visit)).body).toMatchObject({
    dueOn: "2026-02-03",
    before: "2025-12-20",
    length: 95,
    label: "09:30-11:05",
  });
});

test("whole numbers that a call gives or an action works out are joined without a fraction", async () => {
  await animal();
  expect((await call("POST /number", { start: 7 })).body).toEqual({ label: "no. 8 from 7" });
});

test("a route with a word is taken before one with a parameter in its place, in whatever order they stand", async () => {
  const id = await animal();
  expect((await call("GET /animals/count")).body).toEqual({ count: 1, next: 2 });
  expect((await call("GET /animals/every/bark")).body).toEqual({ every: "bark" });
  expect((await call(`GET /animals/${id}/bark`)).body).toEqual({ said: "bark" });
});
