import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Shop

Refusals answer {error: code}.

## Artist
- name: text, required
- \`POST /artists\` creates one
- \`GET /artists\` lists them

### Delete: \`DELETE /artists/{id}\`
- cascade: yes/no, default no, from the query
- Only if cascade is true or none of its records (409 \`has_records\`)
- Deletes each of its records
- Deletes it
- Answers nothing (204)

### Label: \`POST /artists/{id}/labels\`
- tags: list of text, from the query
- most: whole number, required, 1 to 9, from the query
- why: text, required
- Answers {tags, most, why} (200)

## Record
- title: text, required
- artist: artist, required
- \`POST /records\` creates one
- \`GET /records\` lists them
`);
});
afterAll(() => service.stop());

test("a delete takes its input from the query, and needs no body", async () => {
  const call = service.as("");
  const { id } = (await call("POST /artists", { name: "Nina" })).body;
  await call("POST /records", { title: "Wild", artist: id });
  expect((await call(`DELETE /artists/${id}`)).body).toEqual({ error: "has_records" });
  expect((await call(`DELETE /artists/${id}?cascade=false`)).status).toBe(409);
  expect((await call(`DELETE /artists/${id}?cascade=perhaps`)).body).toEqual({ error: "invalid" });
  expect((await call(`DELETE /artists/${id}`, { cascade: true })).status).toBe(409);
  expect((await call(`DELETE /artists/${id}?cascade=true`)).status).toBe(204);
  expect((await call("GET /records")).body).toEqual([]);
});

test("some of what an action takes comes from the query, and the rest from the body", async () => {
  const call = service.as("");
  const { id } = (await call("POST /artists", { name: "Nina" })).body;
  const label = (query: string, body: object) => call(`POST /artists/${id}/labels${query}`, body);
  const answer = await label("?tags=a&tags=b&most=3", { why: "new", most: 9, tags: ["c"] });
  expect(answer.body).toEqual({ tags: ["a", "b"], most: 3, why: "new" });
  expect((await label("?most=3&why=old", { why: "new" })).body).toEqual({ tags: null, most: 3, why: "new" });
  expect((await label("?most=0", { why: "new" })).status).toBe(400);
  expect((await label("", { why: "new", most: 3 })).status).toBe(400);
});
