import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = `# Doors

Refusals answer {error: code}.

## Door
- name: text, required
- input_changed_at: moment of last change
- locked: yes/no, default no
- tags: list of text
- \`POST /doors\` creates one
- \`GET /doors/{id}\` shows one
- \`PATCH /doors/{id}\` changes one

### Open: \`POST /doors/{id}/open\`
- Only if not locked (409 \`shut\`, with locked, tags)
- Answers nothing (204)
`;

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(spec);
}, 60_000);
afterAll(() => service?.stop());

test("what an action's refusal carries is JSON as it is shown elsewhere", async () => {
  const call = service.as("ann");
  const door = await call("POST /doors", { name: "Front", locked: true, tags: ["a", "b"] });
  const { status, body } = await call(`POST /doors/${door.body.id}/open`);
  expect(status).toBe(409);
  expect(body).toMatchObject({ error: "shut", locked: true, tags: ["a", "b"] });
});

test("a moment of last change is set, whatever its field is called", async () => {
  const call = service.as("ann");
  const made = await call("POST /doors", { name: "Side" });
  await new Promise((resolve) => setTimeout(resolve, 20));
  const { body } = await call(`PATCH /doors/${made.body.id}`, { name: "Back" });
  expect(Date.parse(body.input_changed_at)).toBeGreaterThan(Date.parse(made.body.input_changed_at));
});
