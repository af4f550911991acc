import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { labels } from "./labels.ts";
import { type SpecService, serveSpec } from "./serving.ts";

let service: SpecService;
let call: ReturnType<SpecService["as"]>;
beforeAll(async () => {
  service = await serveSpec(labels);
  call = service.as("ann");
});
beforeEach(() => service.fresh());
afterAll(() => service?.stop());

const make = (title: string, size: number) => call("POST /sheets", { title, size });

async function titles(query: string): Promise<unknown> {
  const { status, body } = await call(`GET /sheets${query}`);
  return status === 200 ? (body as unknown as { title: string }[]).map(({ title }) => title) : status;
}

test("a parameter that is a list has an element each time that it is given", async () => {
  for (const [title, size] of [
    ["a", 1],
    ["b", 2],
    ["c", 3],
    ["a,b", 4],
  ] as const)
    await make(title, size);
  expect(await titles("?label=a&label=c")).toEqual(["a", "c"]);
  expect(await titles("?label=%20b%20")).toEqual(["b"]);
  expect(await titles("?label=a,b")).toEqual(["a,b"]);
  expect(await titles("?sizes=2&sizes=3&from=3")).toEqual(["c"]);
  expect(await titles("")).toEqual(["a", "a,b", "b", "c"]);
  expect(await titles("?sizes=9")).toEqual([]);
});

test("one that does not fit is refused", async () => {
  for (const query of [
    "?label=",
    "?label=a&label=b&label=c&label=d",
    "?sizes=1&sizes=x",
    "?sizes=0",
    "?sizes=2&sizes=2",
  ])
    expect(await titles(query), query).toBe(400);
  expect((await call("GET /among")).status).toBe(400);
  expect((await call("GET /among?sizes=1&sizes=0")).status).toBe(400);
  expect((await call("GET /among?sizes=1&owners=nobody")).status).toBe(400);
  expect((await call("GET /among?sizes=1&titles=%00")).status).toBe(400);
});

test("an action's query holds lists beside single values, of which the first counts", async () => {
  const { id } = (await call("POST /owners", { name: "Ann" })).body;
  await make("a", 1);
  await make("b", 2);
  expect((await call("GET /among?sizes=2")).body).toEqual({
    sizes: 1,
    sum: 2,
    titles: ["a"],
    owners: [],
    sheets: ["b"],
  });
  const { body } = await call(`GET /among?sizes=1&sizes=2&titles=x&titles=y,z&owners=${id}&most=1&most=5`);
  expect(body).toEqual({ sizes: 2, sum: 3, titles: ["x", "y,z"], owners: ["Ann"], sheets: ["a"] });
});

test("the document says that it is a list", async () => {
  const document = (await call("GET /openapi.json")).body as unknown as {
    paths: Record<string, { get: { parameters: { name: string; schema: object }[] } }>;
  };
  const schemas = (path: string) =>
    Object.fromEntries(document.paths[path]?.get.parameters.map(({ name, schema }) => [name, schema]) ?? []);
  expect(schemas("/among").sizes).toMatchObject({
    type: "array",
    items: { type: "integer", minimum: 1 },
    maxItems: 4,
  });
  expect(schemas("/sheets").label).toMatchObject({ type: "array", items: { type: "string" }, minItems: 1 });
});
