import { Agent } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { bundleDigest } from "../../../shared/delivery/bundle.ts";
import { type BlueprintInput, books, shop } from "../compiler/blueprints.ts";
import { compile, loadToolbox } from "../compiler/serving.ts";
import { DataPlane } from "./fixtures/data-plane.ts";
import { type Sent, send } from "./fixtures/send.ts";

/** Thousands by hand: `FUZZ_RUNS=40000 npx vitest run test/integration/objects/fuzz.test.ts`. */
const numRuns = Number(process.env.FUZZ_RUNS ?? 400);
const seed = Number(process.env.FUZZ_SEED ?? 1);

/** Bounds on an answer, in milliseconds and characters. */
const timeLimit = 5_000;
const answerLimit = 4_000_000;

const samples = { books, shop };
const agent = new Agent({ keepAlive: true });
let plane: DataPlane;
beforeAll(async () => {
  plane = await DataPlane.start();
  for (const [name, blueprint] of Object.entries(samples)) await deploy(name, blueprint);
});
afterAll(async () => {
  agent.destroy();
  await plane.stop();
});

async function deploy(name: string, blueprint: BlueprintInput): Promise<void> {
  const { files } = await compile(blueprint);
  const bundle = makeBundle({ files, toolbox: await loadToolbox() });
  await plane.release(name, "r1", { bundle, digest: await bundleDigest(bundle) });
}

const known = fc.constantFrom(
  ...[
    "2024-02-29",
    "14:30",
    "2030-01-01T00:00:00Z",
    "0123456789",
    "ab-cd",
    "a@b.example",
    "https://x.example/",
  ],
  ...["novel", "tool", "AB/1", "true", "1", "-price", "title", "desc", "STRASSE", "straße"],
);
const odd = fc.constantFrom(
  ...[
    "",
    " ",
    "\0",
    "'",
    '"',
    "${1}",
    "'; DROP TABLE books; --",
    "%",
    "%%",
    "__proto__",
    "constructor",
    "null",
  ],
  ...["NaN", "1e999", "-0", "\ud800", "\udc00x", "İ", "javascript:alert(1)", "../..", "2023-02-30", "24:00"],
  ...["9".repeat(6_000), `${"1".repeat(7_000)}x`, "a".repeat(7_000), "é".repeat(3_000), "💥".repeat(200)],
);
const text = fc.oneof(
  known,
  odd,
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme" }),
);
const value = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 4 }),
  fc.array(fc.oneof(text, fc.integer()), { maxLength: 300 }),
  fc.constantFrom("x".repeat(300_000), Array(30_000).fill("x"), Array(60_000).fill(1)),
);

const fields = Object.values(samples).flatMap(({ entities }) => entities.flatMap((entity) => entity.fields));
const property = fc.oneof(fc.constantFrom(...fields.map(({ name }) => name), "id", "__proto__"), text);
const some = (name: string, one: fc.Arbitrary<unknown>) =>
  fc.option(one, { nil: undefined }).map((chosen) => ({ [name]: chosen }));
const valid = fc
  .tuple(
    fc.record({
      title: text,
      name: fc.string({ minLength: 1, maxLength: 20 }),
      price: fc.constantFrom(0, 1.5),
    }),
    some("street", text),
    some("tags", fc.array(text, { maxLength: 20 })),
    some("extra", fc.dictionary(text, fc.jsonValue({ maxDepth: 3 }))),
    some("site", fc.constant("https://x.example/")),
    some("code", fc.constantFrom("ab-cd", "AB/1")),
  )
  .map((parts): Record<string, unknown> => Object.assign({}, ...parts));
const body = fc.oneof(
  valid.map((object) => JSON.stringify(object)),
  fc
    .array(fc.tuple(property, value), { maxLength: 12 })
    .map((all) => JSON.stringify(Object.fromEntries(all))),
  fc.tuple(valid, property, value).map(([object, name, one]) => JSON.stringify({ ...object, [name]: one })),
  fc.json(),
  text,
  fc.uint8Array({ maxLength: 60 }),
  fc.constantFrom("[".repeat(200_000), '{"a":'.repeat(100_000), `{"title":"${"y".repeat(1_200_000)}"}`),
);

const parameters = Object.values(samples).flatMap(({ entities }) =>
  entities.flatMap(({ list }) => (list.filters ?? []).map(({ parameter }) => parameter)),
);
const parameter = fc.oneof(
  fc.constantFrom(...parameters, "sort", "order", "direction", "limit", "after", "page", "per_page"),
  text,
);
const escaped = text.map((one) => encodeURIComponent(one.toWellFormed()));
const broken = fc.constantFrom("%ED%A0%80", "%", "%zz", "%00", "%2F", "%2e%2e", "+", "a%20b");
const query = fc.array(fc.tuple(parameter, fc.oneof(escaped, broken), fc.integer({ min: 1, max: 120 })), {
  maxLength: 4,
});
const path = fc
  .record({
    service: fc.constantFrom(...Object.keys(samples)),
    segments: fc.array(
      fc.oneof(fc.constantFrom("books", "products", ":id", ":id", "openapi.json", ""), escaped, broken),
      {
        maxLength: 3,
      },
    ),
    query,
  })
  .map(({ service, segments, query: asked }) => {
    const pairs = asked.flatMap(([name, one, times]) => {
      const pair = `${encodeURIComponent(name.toWellFormed())}=${one}`;
      return Array<string>(times > 100 ? times : 1).fill(pair);
    });
    return `/services/${service}/${segments.join("/")}${pairs.length > 0 ? `?${pairs.join("&")}` : ""}`;
  })
  // Beyond it the runtime's own limit on a head answers.
  .map((whole) => whole.slice(0, 12_000));

const headers = fc.dictionary(
  fc.constantFrom(
    "x-aidevos-time",
    "x-aidevos-base",
    "x-aidevos-request",
    "content-type",
    "accept",
    "if-match",
  ),
  fc.constantFrom(
    "",
    "soon",
    "1e300",
    "application/json",
    "text/plain; charset=utf-16",
    "http://evil.test",
    "00",
  ),
  { maxKeys: 3 },
);
const request: fc.Arbitrary<Sent> = fc.record(
  {
    method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"),
    path,
    body,
    headers,
    chunked: fc.boolean(),
  },
  { requiredKeys: ["method", "path"] },
);
const collection = fc.constantFrom("/services/books/books", "/services/shop/products");
const creation: fc.Arbitrary<Sent> = fc.record({ method: fc.constant("POST"), path: collection, body });
const change: fc.Arbitrary<Sent> = fc.record({
  method: fc.constantFrom("GET", "PATCH", "PUT", "PATCH", "PUT", "DELETE"),
  path: collection.map((all) => `${all}/:id`),
  body,
});
const listing: fc.Arbitrary<Sent> = fc.record({
  method: fc.constant("GET"),
  path: query.map((asked) =>
    `/services/books/books?${asked.map(([name, one]) => `${encodeURIComponent(name.toWellFormed())}=${one}`).join("&")}`.slice(
      0,
      12_000,
    ),
  ),
});

/** Of what was created last. */
let lastId = "none";

test("whatever is asked, a service answers in time and in bounds, and never with a failure of its own", async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(request, creation, change, listing), async (sent) => {
      const started = performance.now();
      const path = sent.path.replace(":id", lastId);
      const { status, headers: told, text: answer } = await send(plane.url, { ...sent, path, agent });
      expect(performance.now() - started).toBeLessThan(timeLimit);
      expect(status, answer.slice(0, 1_000)).toBeLessThan(500);
      expect(answer.length).toBeLessThan(answerLimit);
      if (/json/.test(String(told["content-type"])) && sent.method !== "HEAD") JSON.parse(answer);
      if (told.location === undefined) return;
      expect(told.location).toMatch(new RegExp(`^${plane.url}/services/`));
      lastId = String(told.location).split("/").at(-1) ?? "";
    }),
    { numRuns, seed },
  );
}, 600_000);
