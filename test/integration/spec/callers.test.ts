import { beforeAll, expect, test } from "vitest";
import { loadToolbox, serve } from "../compiler/serving.ts";
import { blueprintOf } from "./serving.ts";

// It takes its time where it has to be built.
beforeAll(loadToolbox);

test("what is no caller's name is as if it were missing, and a name is kept as the spec says", async () => {
  const served = await serve(
    blueprintOf(`# Notes

Callers are named by the header \`X-User\` (401): email, in lower case.

## Note
- owner: the caller
`),
  );
  const post = (user: string) => served.call("POST", "/notes", {}, { "x-user": user });
  expect((await post("ann")).status).toBe(401);
  expect((await post("Ann@Example.com")).body.owner).toBe("ann@example.com");
  await served.stop();
});

test("every call says one of several roles, or has the usual one", async () => {
  const spec = (usual: string) => `# Talks

Roles speaker, reviewer, chair: the header \`X-Role\` (401 \`who\`)${usual}.
Refusals answer {error: code}.

## Talk
- title: text
- \`POST /talks\` creates one, by speaker (403)
- \`GET /talks\` lists them
- chaired = the caller is chair
`;
  const strict = await serve(blueprintOf(spec("")));
  const usual = await serve(blueprintOf(spec(", speaker without it")));
  const statuses = async (headers: Record<string, string>) =>
    Promise.all([strict, usual].map(async (one) => (await one.call("POST", "/talks", {}, headers)).status));
  expect(await statuses({})).toEqual([401, 201]);
  expect(await statuses({ "x-role": "nobody" })).toEqual([401, 401]);
  expect(await statuses({ "x-role": "chair" })).toEqual([403, 403]);
  expect(await statuses({ "x-role": "speaker" })).toEqual([201, 201]);
  expect((await strict.call("GET", "/talks")).body).toEqual({ error: "who" });
  expect((await strict.call("GET", "/talks", undefined, { "x-role": "chair" })).body[0].chaired).toBe(true);
  await Promise.all([strict.stop(), usual.stop()]);
});

test("some routes need a caller where others do not, and some need nothing of what every call needs", async () => {
  const spec = `# Wall

Callers may be named by the header \`X-User\`.
Every call needs the header \`X-Api-Key\` to be \`s3cret\` (401 \`key\`).
Refusals answer {error: code}.

## Post
- text: text, required
- author: the caller
- \`POST /posts\` creates one, by a caller (401 \`who\`)
- \`GET /posts\` lists them, by anyone
- \`GET /posts/{id}\` shows one

### Newest: \`GET /posts/newest\`
- Answers {count: count of all posts}

### Like: \`POST /posts/{id}/like\`
- likes: text, required
- until: text, required
- likes must be other than until
- By a caller (401 \`who\`, with text)
- Sets text to text + likes

### Save: \`POST /posts/{id}/save\`
- note: text, required
- By a caller (401 \`who\`)
- Sets text to note

### Health: \`GET /posts/{id}/health\`
- By anyone
- Answers {text, me: the caller}
`;
  const wall = await serve(blueprintOf(spec));
  const key = { "x-api-key": "s3cret" };
  expect(await wall.call("POST", "/posts", { text: "a" }, key)).toMatchObject({
    status: 401,
    body: { error: "who" },
  });
  expect((await wall.call("POST", "/posts", { text: "a" }, { "x-user": "ann" })).body).toEqual({
    error: "key",
  });
  const { id } = (await wall.call("POST", "/posts", { text: "a" }, { ...key, "x-user": "ann" })).body;
  const save = async (post: string, headers: Record<string, string>, body = {}) =>
    (await wall.call("POST", `/posts/${post}/save`, body, { ...key, ...headers })).status;
  expect(await save("none", {})).toBe(401);
  expect(await save(id, {})).toBe(401);
  expect(await save("none", { "x-user": "ann" })).toBe(404);
  expect(await save(id, { "x-user": "ann" })).toBe(400);
  expect(await save(id, { "x-user": "ann" }, { note: "a" })).toBe(200);
  expect((await wall.call("GET", "/posts")).body).toHaveLength(1);
  expect((await wall.call("GET", `/posts/${id}`)).status).toBe(401);
  expect((await wall.call("GET", "/posts/newest")).status).toBe(401);
  expect((await wall.call("GET", `/posts/${id}/health`)).body).toEqual({ text: "a", me: null });
  expect((await wall.call("GET", `/posts/${id}/health`, undefined, { "x-user": "ben" })).body.me).toBe("ben");
  const like = (likes: string, headers: Record<string, string>) =>
    wall.call("POST", `/posts/${id}/like`, { likes, until: "?" }, headers);
  expect(await like("!", key)).toMatchObject({ status: 401, body: { error: "who", text: "a" } });
  expect((await like("?", { ...key, "x-user": "ben" })).status).toBe(400);
  expect(await like("!", { ...key, "x-user": "ben" })).toMatchObject({ status: 200, body: { text: "a!" } });
  await wall.stop();
});
