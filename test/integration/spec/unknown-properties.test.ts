import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

const spec = (said: { service?: string; action?: string }) => `# Shop
Refusals answer {error: code, fields: names}.
${said.service ?? ""}

### Say: \`POST /say\`
- key: text, from the header \`X-Key\`
- loud: yes/no, default no, from the query
- word: text, required
- Answers {word, loud} (200)

## Record
- title: text, required

### Rename: \`POST /records/{id}/rename\`
- title: text, required
${said.action ?? ""}
- Sets title to title

### Show again: \`GET /records/{id}/again\`
- size: whole number, default 1
- Answers {title, size} (200)
`;

let everywhere: SpecService;
let once: SpecService;
beforeAll(async () => {
  everywhere = await serveSpec(spec({ service: "Unknown properties are refused." }));
  once = await serveSpec(spec({ action: "- Unknown properties are refused" }));
});
afterAll(async () => {
  await everywhere.stop();
  await once.stop();
});

test("what an action does not take is refused, where its service or it says so", async () => {
  for (const [service, isAll] of [
    [everywhere, true],
    [once, false],
  ] as const) {
    const call = service.as("");
    const { id } = (await call("POST /records", { title: "Wild" })).body;
    expect((await call("POST /records", { title: "Wild", year: 1 })).status).toBe(isAll ? 400 : 201);
    const wrong = await call(`POST /records/${id}/rename`, { title: "Low", year: 1 });
    expect([wrong.status, wrong.body]).toEqual([400, { error: "invalid", fields: ["year"] }]);
    expect((await call(`POST /records/${id}/rename`, { title: "Low" })).body.title).toBe("Low");
    expect((await call(`GET /records/${id}/again?more=1`)).body).toEqual({ title: "Low", size: 1 });
    expect((await call("POST /say?loud=true&more=1", { word: "a" })).body).toEqual({ word: "a", loud: true });
    expect((await call("POST /say", { word: "a", year: 1 })).status).toBe(isAll ? 400 : 200);
    const { paths } = (await call("GET /openapi.json")).body;
    const { schema } = paths["/records/{id}/rename"].post.requestBody.content["application/json"];
    expect(schema.additionalProperties).toBe(false);
  }
});
