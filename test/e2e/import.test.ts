import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aidevos } from "./command.ts";

const documents = join(import.meta.dirname, "..", "unit", "openapi", "documents");
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aidevos-import-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function given(text: string): Promise<string> {
  const file = join(folder, `${text.length}.yaml`);
  await writeFile(file, text);
  return file;
}

test("a document that a spec can say prints the spec and nothing else", async () => {
  const { status, stdout, stderr } = await aidevos(["import", join(documents, "todo.yaml")]).ended;
  expect(stdout).toMatch(/^# Todo API\n/);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});

test("what a spec can't say is named to stderr, a line each with its place, and in the status", async () => {
  const { status, stdout, stderr } = await aidevos(["import", join(documents, "blog.json")]).ended;
  expect(stdout).toMatch(/^# Blog\n/);
  expect(stderr.trimEnd().split("\n")).toHaveLength(3);
  expect(stderr).toMatch(/^\/paths\/~1posts~1\{post_id\}~1publish\/post: what POST /);
  expect(status).toBe(3);
});

test("the same for machines", async () => {
  const { stdout } = await aidevos(["import", "--json", join(documents, "blog.json")]).ended;
  expect(JSON.parse(stdout)).toEqual({
    spec: expect.stringMatching(/^# Blog\n/),
    unsaid: expect.arrayContaining([{ at: expect.any(String), what: expect.any(String) }]),
  });
});

test.each([
  ['swagger: "2.0"\n', /^The document is Swagger 2\.0/],
  ["openapi: 3.1.0\npaths: [\n", /^\d+:\d+: The document is no YAML/],
])("what is no document is told, and nothing is printed", async (text, message) => {
  const { status, stdout, stderr } = await aidevos(["import", await given(text)]).ended;
  expect(stderr).toMatch(message);
  expect(stdout).toBe("");
  expect(status).toBe(1);
});

test("a document that makes a longer spec than is read is told so", async () => {
  const thing = { type: "object", properties: { name: { type: "string", description: "x".repeat(290) } } };
  const list = { type: "array", items: thing };
  const get = { responses: { "200": { content: { "application/json": { schema: list } } } } };
  const paths = Object.fromEntries(
    Array.from({ length: 400 }, (_none, index) => [`/kind${index}/things`, { get }]),
  );
  const document = { openapi: "3.1.0", info: { title: "Long" }, paths };
  const { status, stdout, stderr } = await aidevos(["import", await given(JSON.stringify(document))]).ended;
  expect(stderr).toMatch(
    /^The document makes a spec of \d+ characters, and at most 120000 are read\. Split it/,
  );
  expect(stdout).toBe("");
  expect(status).toBe(1);
});

test.each([[["import"]], [["import", "a", "b"]], [["import", "/nowhere/at/all.yaml"]]])(
  "wrong usage is told: %j",
  async (words) => {
    expect(await aidevos(words).ended).toMatchObject({ status: 2, stdout: "" });
  },
);
