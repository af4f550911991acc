import { expect, test } from "vitest";
import { draft } from "./drafting.ts";

const notes = `Cable inventory, JSON over HTTP.

- Routes: POST /cables, GET /cables, GET /cables/{id}, PUT /cables/{id}, DELETE /cables/{id}.
- id: integer, assigned by the server
- tag: integer 1..4094, required, unique
- name: string, required, 2 to 32 characters
- enabled: boolean, default true
- lengthCm is a whole number from 1 to 5000, optional
- minTemp and maxTemp are whole numbers, optional
- Codes: 201 create, 200 read and replace, 204 delete, 404 unknown id, 409 tag already taken, 422 invalid body`;

test("items that open with a name and a type are fields, whatever the list is about", () => {
  const [cable] = draft(notes).blueprint.entities;
  expect(cable?.identifier).toEqual({ name: "id", type: "sequence" });
  expect(cable?.fields).toMatchObject([
    { name: "tag", type: "integer", required: true, minimum: 1, maximum: 4094, unique: "exact" },
    { name: "name", type: "string", required: true, minLength: 2, maxLength: 32 },
    { name: "enabled", type: "boolean", default: true },
    { name: "lengthCm", type: "integer", required: false, minimum: 1, maximum: 5000 },
    { name: "minTemp", type: "integer", required: false },
    { name: "maxTemp", type: "integer", required: false },
  ]);
});

test("a list of codes gives each status to the words that follow it", () => {
  const { entities, refusals } = draft(notes).blueprint;
  const statuses = Object.fromEntries(
    (entities[0]?.operations ?? []).map(({ kind, status }) => [kind, status]),
  );
  expect(statuses).toMatchObject({ create: 201, read: 200, replace: 200, delete: 204 });
  expect(refusals).toMatchObject({ notFound: 404, conflict: 409, invalid: 422 });
});

test("a code span that holds quotes is one value", () => {
  const [shirt] = draft(
    "A shirt has a size, which is one of `it's`, `the \"big\" one` and `'; DROP TABLE x; --`.",
  ).blueprint.entities;
  expect(shirt?.fields[0]?.values).toEqual(["it's", 'the "big" one', "'; DROP TABLE x; --"]);
});
