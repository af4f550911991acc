import { describe, expect, test } from "vitest";
import { imported } from "./reading.ts";

type Methods = Record<string, object>;

const json = (schema: object) => ({ content: { "application/json": { schema } } });
const thing = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const lists = (name: string) => ({ responses: { "200": json({ type: "array", items: thing(name) }) } });
const shows = (name: string, more: object = {}) => ({
  responses: { "200": json(thing(name)), "404": {}, ...more },
});
const takes = (name: string, responses: object = { "200": json(thing(name)) }) => ({
  requestBody: json(thing(name)),
  responses,
});
const creates = (name: string, more: object = {}) => takes(name, { "201": json(thing(name)), ...more });

/** A schema with an identifier that the service makes, and fields of the names. */
const schema = (...names: string[]) => ({
  type: "object",
  required: names,
  properties: {
    id: { type: "string", format: "uuid", readOnly: true },
    ...Object.fromEntries(
      names.map((name) => [name, { type: "string", ...(name.endsWith("Id") && { format: "uuid" }) }]),
    ),
  },
});

function specOf(
  paths: Record<string, Methods>,
  { schemas = {}, ...more }: { schemas?: object; security?: object[] } = {},
) {
  const { spec, unsaid } = imported({
    openapi: "3.1.0",
    info: { title: "Sample", version: "1" },
    paths,
    components: {
      schemas: { Post: schema("title"), Tag: schema("name"), ...schemas },
      ...("securitySchemes" in more ? more : {}),
    },
    ...more,
  });
  return { lines: spec.split("\n").filter((line) => line !== "" && !line.startsWith("# ")), unsaid };
}

const posts = {
  "/posts": { get: lists("Post"), post: creates("Post") },
  "/posts/{id}": { get: shows("Post") },
};

describe("paths become things", () => {
  test("whose usual routes go without saying", () => {
    const { lines, unsaid } = specOf({
      "/posts": { get: lists("Post"), post: creates("Post") },
      "/posts/{postId}": {
        get: shows("Post"),
        patch: takes("Post"),
        delete: { responses: { "204": {}, "404": {} } },
      },
    });
    expect(lines).toEqual(["## Post", "- title: text, required"]);
    expect(unsaid).toEqual([]);
  });

  test("at the root as well", () => {
    const { lines } = specOf({
      "/": { get: lists("Post"), post: creates("Post"), delete: { responses: { "204": {} } } },
      "/{id}": { get: shows("Post") },
    });
    expect(lines).toEqual([
      "## Post",
      "- title: text, required",
      "- `POST /` creates one",
      "- `GET /` lists them",
      "- `GET /{id}` shows one",
      "- `DELETE /` deletes all",
    ]);
  });

  test("that a PUT makes, replaces or changes, by what it takes and answers", () => {
    const partial = { type: "object", properties: { title: { type: "string" } } };
    const puts = (put: object, more: Methods = {}) =>
      specOf({ ...posts, "/posts/{id}": { get: shows("Post"), put, ...more } }).lines.filter((line) =>
        line.includes("PUT"),
      );
    expect(puts(takes("Post"))).toEqual(["- `PUT /posts/{id}` replaces one"]);
    expect(puts({ requestBody: json(partial), responses: { "200": json(thing("Post")) } })).toEqual([
      "- `PUT /posts/{id}` changes one",
    ]);
  });

  test("that a PUT makes under the caller's key, unless a POST makes them under keys of their own", () => {
    const puts = (more: Record<string, Methods>) =>
      specOf({
        ...more,
        "/posts/{id}": { put: takes("Post", { "200": json(thing("Post")), "201": json(thing("Post")) }) },
      });
    expect(puts({}).lines).toEqual([
      "## Post",
      "- Identified by id",
      "- id: uuid, required",
      "- title: text, required",
      "- `PUT /posts/{id}` creates or replaces one",
    ]);
    const { lines, unsaid } = puts({ "/posts": { post: creates("Post") } });
    expect(lines).toContain("- `PUT /posts/{id}` replaces one");
    expect(unsaid).toEqual([
      expect.stringContaining("that a PUT makes what a POST makes with keys of its own"),
    ]);
  });

  test("identified by what callers give, where a PUT makes them", () => {
    const { lines } = specOf(
      { "/settings/{key}": { get: shows("Setting"), put: takes("Setting") } },
      { schemas: { Setting: { type: "object", properties: { value: { type: "string" } } } } },
    );
    expect(lines).toEqual([
      "## Setting",
      "- Identified by key",
      "- key: text, required, hidden",
      "- value: text, left out when empty",
      "- `GET /settings/{key}` shows one",
      "- `PUT /settings/{key}` creates or replaces one",
    ]);
  });

  test("nested below another by a reference that is shown, or hidden where none is", () => {
    const nested = (name: string) => ({
      ...posts,
      "/posts/{postId}/notes": { get: lists(name), post: creates(name) },
    });
    const schemas = { Note: schema("body"), Reply: schema("postId", "body") };
    expect(specOf(nested("Note"), { schemas }).lines).toContain("- post: post, required, hidden");
    expect(specOf(nested("Reply"), { schemas }).lines).toContain("- postId: post, required");
  });

  test("deleted with the one above, unless that refuses", () => {
    const paths = (remove: object) => ({
      ...posts,
      "/posts/{id}": { get: shows("Post"), delete: remove },
      "/posts/{id}/notes": { get: lists("Note"), post: creates("Note") },
    });
    const schemas = { Note: schema("body") };
    expect(specOf(paths({ responses: { "204": {} } }), { schemas }).lines).toContain(
      "- post: post, required, hidden, deleted with it",
    );
    expect(specOf(paths({ responses: { "204": {}, "409": {} } }), { schemas }).lines).toContain(
      "- post: post, required, hidden",
    );
  });

  test("not by routes that put together what has places of its own", () => {
    const { lines, unsaid } = specOf({
      ...posts,
      "/tags": { get: lists("Tag"), post: creates("Tag") },
      "/posts/{id}/tags": { get: lists("Tag"), post: creates("Tag") },
      "/posts/{id}/tags/{tagId}": { delete: { responses: { "204": {} } } },
    });
    expect(lines.slice(-4)).toEqual([
      "## Tag",
      "- name: text, required",
      "- `POST /tags` creates one",
      "- `GET /tags` lists them",
    ]);
    expect(unsaid.map((line) => line.split(" can't")[0])).toEqual([
      "/paths/~1posts~1{id}~1tags/get: what GET /posts/{id}/tags does",
      "/paths/~1posts~1{id}~1tags/post: what POST /posts/{id}/tags does",
      "/paths/~1posts~1{id}~1tags~1{tagId}/delete: what DELETE /posts/{id}/tags/{tagId} does",
    ]);
  });

  test("once, though a second path shows the same by another key", () => {
    const { lines, unsaid } = specOf({ ...posts, "/posts/by-title/{title}": { get: shows("Post") } });
    expect(lines.filter((line) => line.startsWith("##"))).toEqual(["## Post"]);
    expect(unsaid).toHaveLength(1);
  });

  test("with a list of their own where they are searched below their path", () => {
    const { lines } = specOf({
      "/posts": { post: creates("Post") },
      "/posts/{id}": { get: shows("Post") },
      "/posts/search": { get: lists("Post") },
    });
    expect(lines).toContain("- `GET /posts/search` lists them");
  });

  test("named apart where paths end alike", () => {
    const { lines } = specOf(
      {
        ...posts,
        "/pages": { post: creates("Post") },
        "/posts/{id}/notes": { get: lists("Note"), post: creates("Note") },
        "/pages/{id}": { get: shows("Post") },
        "/pages/{id}/notes": { get: lists("Remark"), post: creates("Remark") },
      },
      { schemas: { Note: schema("body"), Remark: schema("words") } },
    );
    expect(lines.filter((line) => line.startsWith("##"))).toEqual([
      "## Post",
      "## Page",
      "## Note",
      "## Remark",
    ]);
  });

  test("that refer to each other by names that end in Id", () => {
    const { lines } = specOf(
      { ...posts, "/notes": { get: lists("Note"), post: creates("Note") } },
      { schemas: { Note: schema("postId", "ownerId") } },
    );
    expect(lines).toContain("- postId: post, required");
    expect(lines).toContain("- ownerId: uuid, required");
  });

  test("not by routes that answer something else", () => {
    const { unsaid } = specOf({
      ...posts,
      "/posts/{id}/publish": { post: shows("Post") },
      "/login": {
        post: takes("Tag", { "200": json({ type: "object", properties: { token: { type: "string" } } }) }),
      },
      "/posts/{id}:archive": { post: shows("Post") },
      "/stats": {
        get: { responses: { "200": json({ type: "object", properties: { posts: { type: "integer" } } }) } },
      },
    });
    expect(unsaid.map((line) => line.split(":")[0])).toEqual([
      "/paths/~1posts~1{id}~1publish/post",
      "/paths/~1login/post",
      "/paths/~1posts~1{id}",
      "/paths/~1stats/get",
    ]);
  });
});

describe("refusals", () => {
  const refusing = (responses: object, error?: object) =>
    specOf({
      ...posts,
      "/posts": {
        get: lists("Post"),
        post: creates(
          "Post",
          Object.fromEntries(
            Object.keys(responses).map((status) => [status, error === undefined ? {} : json(error)]),
          ),
        ),
      },
    });
  const texts = (...names: string[]) => ({
    type: "object",
    properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  });

  test("have the statuses that writes name", () => {
    expect(refusing({ 400: {} }).lines[0]).toBe("## Post");
    expect(refusing({ 400: {}, 422: {} }).lines[0]).toBe("Statuses: invalid 422, unknown reference 422.");
    expect(refusing({ 422: {} }).lines[0]).toBe(
      "Statuses: malformed 422, invalid 422, unknown reference 422.",
    );
  });

  test.each<[object, string]>([
    [texts("error"), "Refusals answer {error: message}."],
    [texts("error", "message"), "Refusals answer {error: code, message: message}."],
    [
      { type: "object", properties: { error: texts("code", "message") } },
      "Refusals answer {error: {code: code, message: message}}.",
    ],
    [
      {
        type: "object",
        properties: { ok: { const: "no" }, status: { type: "integer" }, detail: { type: "string" } },
      },
      'Refusals answer {ok: "no", status: status, detail: message}.',
    ],
    [
      {
        type: "object",
        properties: { errors: { type: "object", additionalProperties: { type: "string" } } },
      },
      "Refusals answer {errors: fields}.",
    ],
    [
      {
        type: "object",
        properties: { title: { type: "string" }, status: { type: "integer" }, detail: { type: "string" } },
      },
      "## Post",
    ],
  ])("have the body %j", (error, line) => {
    expect(refusing({ 400: {} }, error)).toMatchObject({ lines: expect.arrayContaining([line]), unsaid: [] });
  });

  test("are named where no rule of the spec gives them", () => {
    expect(refusing({ 409: {}, 429: {} }).unsaid).toEqual([
      expect.stringMatching(/^\/paths\/~1posts\/post\/responses\/409: which values must be unique/),
      expect.stringMatching(/429: when 429 is answered/),
    ]);
  });
});

describe("what documents repeat at each route", () => {
  test("is named once, with how often it is there", () => {
    const headers = { RateLimit: { schema: { type: "string" } } };
    const { unsaid } = specOf({
      "/posts": { get: lists("Post"), post: creates("Post", { 429: {} }) },
      "/posts/{id}": { get: { responses: { "200": { ...json(thing("Post")), headers }, "429": {} } } },
    });
    expect(unsaid).toEqual([
      "/paths/~1posts/post/responses/429: when 429 is answered no document says: left out (and at 1 more place)",
      "/paths/~1posts~1{id}/get/responses/200/headers/RateLimit: the header `RateLimit` can't be said: left out",
    ]);
  });
});

describe("security schemes", () => {
  const secured = (scheme: object, paths: Record<string, Methods> = posts) =>
    specOf(paths, { security: [{ it: [] }], ...{ securitySchemes: { it: scheme } } });

  test("of a key in a header name the caller, and the keys are named as unknown", () => {
    const { lines, unsaid } = secured({ type: "apiKey", in: "header", name: "X-Key" });
    expect(lines[0]).toBe("Callers are named by the header `X-Key` (401).");
    expect(unsaid).toEqual([expect.stringContaining("which keys are right no document says")]);
  });

  test("explain refusals of callers, also where they can't be said", () => {
    const refusing = { ...posts, "/posts/{id}": { get: shows("Post", { 401: {}, 403: {} }) } };
    expect(secured({ type: "http", scheme: "bearer" }, refusing).unsaid).toHaveLength(1);
    expect(specOf(refusing).unsaid).toHaveLength(2);
  });

  test("that only some routes need are not asked for", () => {
    const { lines, unsaid } = secured(
      { type: "apiKey", in: "header", name: "X-Key" },
      { ...posts, "/posts/{id}": { get: { ...shows("Post"), security: [] } } },
    );
    expect(lines[0]).toBe("Callers may be named by the header `X-Key`.");
    expect(unsaid).toContainEqual(expect.stringContaining("that only some routes need the key"));
  });

  test.each([
    { type: "http", scheme: "bearer" },
    { type: "apiKey", in: "query", name: "key" },
    { type: "oauth2", flows: {} },
    { type: "apiKey", in: "header", name: "x_key" },
  ])("of other kinds are named: %j", (scheme) => {
    expect(secured(scheme)).toMatchObject({
      lines: expect.not.arrayContaining([/Callers/]),
      unsaid: [expect.stringMatching(/^\/components\/securitySchemes\/it: /)],
    });
  });
});
