import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Kennel

## Owner
- name: text, required
- pin: text, hidden
- url: its own url

## Dog
- owner: owner, outlives it
- name: text, required
- tag = name + "!"

### Take: \`POST /dogs/{id}/take\`
- to: owner
- Sets owner to to
- Creates a dog with name = "Pup"
- Answers {dog: it, id, to, more: {owner, pup: dog, name}, dogs: count of all dogs} (200)

### Free: \`POST /dogs/{id}/free\`
- Deletes it if name is "Rex"
- Answers {dog: it} (200)
`;

let kennel: SpecService;
beforeAll(async () => {
  kennel = await serveSpec(spec);
});
beforeEach(() => kennel.fresh());
afterAll(() => kennel.stop());

test("things in an answer's object are shown whole, as their kinds are", async () => {
  const call = kennel.as("ann");
  const owner = (await call("POST /owners", { name: "Ada", pin: "1234" })).body;
  const dog = (await call("POST /dogs", { name: "Rex" })).body;
  const answer = await call(`POST /dogs/${dog.id}/take`, { to: owner.id });
  const pup = answer.body.more.pup;
  expect(answer).toMatchObject({ status: 200 });
  expect(owner).not.toHaveProperty("pin");
  expect(answer.body).toEqual({
    dog: { ...dog, owner: owner.id },
    id: dog.id,
    to: owner,
    more: { owner, pup: { id: pup.id, owner: null, name: "Pup", tag: "Pup!" }, name: "Rex" },
    dogs: 2,
  });
});

test("what is not there is null", async () => {
  const call = kennel.as("ann");
  const owner = (await call("POST /owners", { name: "Ada" })).body;
  const dog = (await call("POST /dogs", { name: "Rex", owner: owner.id })).body;
  expect((await call(`POST /dogs/${dog.id}/take`, {})).body).toMatchObject({
    to: null,
    more: { owner: null },
  });
  await call(`PATCH /dogs/${dog.id}`, { owner: owner.id });
  expect((await call(`POST /dogs/${dog.id}/free`)).body).toEqual({ dog: null });
});
