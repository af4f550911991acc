import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelsOf } from "../../../shared/compiler/model.ts";
import { openApiDocument } from "../../../shared/compiler/openapi.ts";
import { type Served, serve } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

let count = 0;

const specOf = (people: string) => `# Laundry

Callers are people where not gone, named by the header \`X-Person\` (401 \`who\`).
Role manager: people where role is manager. Refusals answer {code: code}.
The first of 401, 403, 404, 422 is given. Statuses: invalid 422, unknown reference 404.

## Person (people)
${people}- name: text, required
- role: one of student or manager, default student
- gone: yes/no, default no
- tokens: whole number, default 0
- \`POST /people\` creates one, by anyone
- \`GET /people/{id}\` shows one
- \`PATCH /people/{id}\` changes one, by manager (403)
- \`DELETE /people/{id}\` deletes one, by manager (403)

## Machine
- name: text, required
- \`POST /machines\` creates one, by manager (403)

## Wash
- machine: machine, required
- by: the caller
- \`POST /washes\` creates one
- \`GET /washes/{id}\` shows one, by its by or manager (403)

### Give: \`POST /gifts\`
- to: person, required
- tokens: whole number, required, at least 1
- Finds me among all people where it is the caller
- Only if me.tokens >= tokens (409)
- Sets me.tokens to me.tokens - tokens
- Sets to.tokens to to.tokens + tokens
- Answers {left: me.tokens}
`;

describe.each([
  ["uuids", ""],
  ["numbers", "- Identified by id, counted from 1\n"],
  ["names of their own", "- Identified by id\n- id: text, required, 1 to 40 characters\n"],
])("callers who are known by %s", (_, people) => {
  let service: Served;
  beforeAll(async () => {
    service = await serve(blueprintOf(specOf(people)), []);
  });
  afterAll(() => service.stop());

  const as = (person?: unknown) => (line: string, body?: object) => {
    const [method = "", path = ""] = line.split(" ");
    return service.call(method, path, body, person === undefined ? {} : { "X-Person": String(person) });
  };
  const own = people.includes("text") ? (name: string) => ({ id: `${name}-${++count}` }) : () => ({});
  const join = async (name: string, more: object = {}) =>
    (await as()("POST /people", { name, ...own(name), ...more })).body.id;

  test("are who the header names, with their roles and what is theirs", async () => {
    const [ann, bea] = [await join("Ann", { role: "manager" }), await join("Bea", { tokens: 5 })];
    const machine = (await as(ann)("POST /machines", { name: "Drum" })).body.id;
    expect((await as(bea)("POST /machines", { name: "Drum" })).status).toBe(403);
    const wash = await as(bea)("POST /washes", { machine });
    expect(wash).toMatchObject({ status: 201, body: { by: bea } });
    expect((await as(bea)(`GET /washes/${wash.body.id}`)).status).toBe(200);
    expect((await as(ann)(`GET /washes/${wash.body.id}`)).status).toBe(200);
    expect((await as(await join("Cleo"))(`GET /washes/${wash.body.id}`)).status).toBe(403);
    expect((await as(bea)("POST /gifts", { to: ann, tokens: 2 })).body).toEqual({ left: 3 });
    expect((await as(bea)("POST /gifts", { to: ann, tokens: 4 })).status).toBe(409);
  });

  test("are nobody where it names none, one that is gone, or one of whom the condition is not true", async () => {
    const [ann, bea] = [await join("Ann", { role: "manager" }), await join("Bea")];
    expect(await as()("POST /washes", {})).toMatchObject({ status: 401, body: { code: "who" } });
    for (const nobody of [crypto.randomUUID(), "0", "01", `${ann}.0`, "%"])
      expect((await as(nobody)("POST /washes", {})).status, nobody).toBe(401);
    expect((await as(nobodyOf(ann))("GET /washes/unknown")).status).toBe(401);
    await as(ann)(`PATCH /people/${bea}`, { gone: true });
    expect((await as(bea)(`GET /people/${ann}`)).status).toBe(401);
    await as(ann)(`PATCH /people/${bea}`, { gone: false });
    expect((await as(bea)(`GET /people/${ann}`)).status).toBe(200);
    await as(ann)(`DELETE /people/${bea}`);
    expect((await as(bea)(`GET /people/${ann}`)).status).toBe(401);
  });
});

const nobodyOf = (one: unknown) => `${one}-not`;

test("the document tells the header, and no session", () => {
  const blueprint = blueprintOf(specOf(""));
  const document = openApiDocument(blueprint, modelsOf(blueprint));
  expect(JSON.stringify(document)).not.toContain("securitySchemes");
  expect(JSON.stringify(document)).toContain('{"name":"X-Person","in":"header","required":true');
});

test.each([
  ["### Log in: `POST /in`\n- who: person, required\n- Signs in who", "nobody signs in or out"],
  ["### Leave: `POST /out`\n- Signs out", "nobody signs in or out"],
])("%j is refused", (action, message) => {
  expect(() => blueprintOf(`${specOf("")}\n${action}\n`)).toThrow(message);
});
