import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Studio

## Class
- name: text, required
- \`POST /classes\` creates one
- \`GET /classes/{id}\` shows one

## Signup
- class: class, required
- who: text, required
- at = who + "@" + class.name
- link: its own url
- state: state of open or gone
- Nested under class as id
- \`POST /classes/{id}/signups\` creates one
- \`GET /classes/{id}/signups\` lists them
- \`GET /signups/{id}\` shows one
- \`GET /signups/{id}/card\` shows one, shows only who
- \`PATCH /signups/{id}\` changes one
- \`DELETE /signups/{id}\` deletes one

### Cancel: \`POST /signups/{id}/cancel\`
- Moves state from open to gone (409)

### Move: \`POST /classes/{id}/signups/{signup}/move\`
- to: class, required
- Sets class to to
`);
});
afterAll(() => service.stop());

test("a parameter names the parent before a list, and the thing at the end of a path and in its actions", async () => {
  const call = service.as("ann");
  const yoga = (await call("POST /classes", { name: "Yoga" })).body.id;
  const judo = (await call("POST /classes", { name: "Judo" })).body.id;
  const made = await call(`POST /classes/${yoga}/signups`, { who: "ann" });
  expect(made).toMatchObject({ status: 201, body: { class: yoga, at: "ann@Yoga" } });
  const { id, link } = made.body;
  expect(new URL(link).pathname).toMatch(new RegExp(`/signups/${id}$`));
  expect(new URL(made.headers.get("location") ?? "").pathname).toMatch(new RegExp(`^/signups/${id}$`));
  expect((await call(`GET /classes/${yoga}/signups`)).body).toMatchObject([{ id }]);
  expect((await call(`GET /classes/${judo}/signups`)).body).toEqual([]);
  expect((await call(`GET /classes/${id}/signups`)).status).toBe(404);
  expect(await call(`GET /signups/${id}`)).toMatchObject({ status: 200, body: { id, who: "ann" } });
  expect((await call(`GET /signups/${id}/card`)).body).toEqual({ who: "ann" });
  expect(await call(`PATCH /signups/${id}`, { who: "ben" })).toMatchObject({ body: { at: "ben@Yoga" } });
  expect(await call(`POST /signups/${id}/cancel`)).toMatchObject({ status: 200, body: { state: "gone" } });
  expect((await call(`POST /signups/${id}/cancel`)).status).toBe(409);
  expect(await call(`POST /classes/${yoga}/signups/${id}/move`, { to: judo })).toMatchObject({
    body: { class: judo },
  });
  expect((await call(`DELETE /signups/${id}`)).status).toBe(204);
  expect((await call(`GET /signups/${yoga}`)).status).toBe(404);
  const { paths } = (await call("GET /openapi.json")).body;
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(["/classes/{id}/signups", "/signups/{id}"]));
});
