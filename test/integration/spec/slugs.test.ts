import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { posts } from "./posts.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
beforeAll(async () => {
  service = await serveSpec(posts);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

interface Post {
  id: string;
  slug: string;
}

const call = (route: string, body?: unknown) => service.as("ann")(route, body);
const posted = async (title: string) => (await call("POST /posts", { title })).body as Post;

test("a slug is made of its text, and equal ones are numbered", async () => {
  const made = [await posted("Émile's  Kiln!"), await posted("Emile s kiln"), await posted("日本")];
  expect(made.map(({ slug }) => slug)).toEqual(["emile-s-kiln", "emile-s-kiln-2", "post"]);
  expect((await call("GET /posts?slug=emile-s-kiln-2")).body).toEqual([made[1]]);
  expect((await call("GET /read/emile-s-kiln")).body).toEqual(made[0]);
  expect((await call(`POST /posts/${made[0]?.id}/again`)).body).toMatchObject({ slug: "emile-s-kiln-3" });
  expect((await call(`GET /posts/${made[0]?.id}`)).body).toMatchObject({ anchor: "emile-s-kiln" });
});

test("it follows its text, and callers can't set it", async () => {
  const { id } = await posted("One");
  expect((await call(`PATCH /posts/${id}`, { title: "Two", slug: "mine" })).body).toMatchObject({
    slug: "two",
  });
  expect((await call("POST /posts", { title: "Three", slug: "mine" })).body).toMatchObject({ slug: "three" });
});

test("where a refusal is said, equal ones are refused, and a fixed one stays", async () => {
  const author = (await call("POST /authors", { name: "Ann Lee" })).body as { id: string };
  const refused = await call("POST /authors", { name: "ann-lee" });
  expect([refused.status, (refused.body as { error: string }).error]).toEqual([409, "taken"]);
  expect((await call(`PATCH /authors/${author.id}`, { name: "Bo" })).body).toMatchObject({
    name: "Bo",
    handle: "ann-lee",
  });
});

test("many at once have each another", async () => {
  const made = await Promise.all(Array.from({ length: 20 }, () => posted("Same")));
  expect(new Set(made.map(({ slug }) => slug)).size).toBe(20);
});

test("the OpenAPI document tells of it", async () => {
  const { body } = await call("GET /openapi.json");
  const { components } = body as { components: { schemas: Record<string, { properties: object }> } };
  expect(components.schemas.Post?.properties).toMatchObject({
    slug: { type: "string", pattern: "^[a-z0-9]+(-[a-z0-9]+)*$", readOnly: true },
  });
  expect(components.schemas.NewPost?.properties).not.toHaveProperty("slug");
});

test.each([
  ["- slug: made of name", "is no field"],
  ["- slug: made of pages", "is no text that is given"],
  ["- slug: made of title, at most 20 characters", "is made by the service"],
  ["- slug: made of title, unique without case", "in lower case"],
  ["- all: {slug: made of title}", "only a field of a thing"],
  ["- slug: made of title\n- Identified by slug", "can't identify"],
  ['- slug: made of title\n### Set: `POST /books/{id}/set`\n- Sets slug to "a"', "nothing else sets it"],
])("%s can't be", (lines, why) => {
  const reading = parseSpec(`# A\n\n## Book\n- title: text\n- pages: number\n${lines}\n`);
  expect(reading.outcome === "unread" && reading.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining(why),
  ]);
});
