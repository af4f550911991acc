import { afterAll, beforeAll, expect, test } from "vitest";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(`# Notes

Callers may be named by the header \`X-User\`. Statuses: invalid 422.

## Note
- title: text, required, unique without case
- folded: text, unique
- kind: one of a or b
- tags: list of text
- more: object
- near: note
- upper = upper(title)
- \`?title\` is title
- \`?q\` part of title
- \`?start\` start of title
- \`?any\` any of title
- \`?tag\` element of tags
- \`?longer\`: text, only where title > longer
- \`?near\` is near
- Pages of 20 by cursor \`?cursor\`, size \`?limit\` up to 100

### Search: \`GET /search\`
- text: text, required
- Answers {count: count of all notes where contains(title, text)}

### Named: \`GET /named/{name}\`
- name: text
- Answers {count: count of all notes where title is name}

## Tag (tags)
- Identified by name
- name: text, required
`);
});
afterAll(() => service.stop());

const nul = "a\u0000b";

test("a text with U+0000 is refused in bodies, wherever it stands, and nothing is made", async () => {
  const call = service.as("ann");
  const wrong: [body: object, field: string][] = [
    [{ title: nul }, "title"],
    [{ title: "x", tags: ["a", nul] }, "tags.1"],
    [{ title: "x", kind: nul }, "kind"],
    [{ title: "x", near: nul }, "near"],
    [{ title: "x", more: { a: [{ b: nul }] } }, "more.a.0.b"],
    [{ title: "x", more: { [nul]: 1 } }, `more.${nul}`],
    [{ title: "x", other: nul }, "other"],
  ];
  for (const [body, field] of wrong)
    expect(await call("POST /notes", body)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  expect((await call("GET /notes")).body).toEqual([]);
  const { id } = (await call("POST /notes", { title: "x" })).body;
  expect((await call(`PATCH /notes/${id}`, { title: nul })).status).toBe(422);
  expect((await call("POST /tags", { name: nul })).status).toBe(422);
  expect(await call("POST /notes", { title: "\u0001\\u0000" })).toMatchObject({ status: 201 });
});

test("so it is in queries and in paths that hold what an action takes; what it would name is not there", async () => {
  const call = service.as("ann");
  for (const name of ["title", "q", "start", "any", "tag", "longer", "near", "cursor", "limit"]) {
    const answer = await call(`GET /notes?${name}=a%00b`);
    expect([name, answer.status, answer.body.errors]).toMatchObject([name, 422, [{ field: name }]]);
  }
  expect((await call("GET /notes?other=a%00b")).status).toBe(200);
  for (const [path, field] of [
    ["/search?text=a%00b", "text"],
    ["/named/a%00b", "name"],
  ])
    expect(await call(`GET ${path}`)).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  for (const route of ["GET /notes/a%00b", "GET /tags/a%00b", "DELETE /tags/a%00b"])
    expect((await call(route)).status).toBe(404);
});
