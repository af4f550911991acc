import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { documentOf, imported, problemsOf, read } from "../../unit/openapi/reading.ts";

/** Most processor time that reading any text may take, in microseconds: that of a slow machine. */
const patience = 20_000_000;

function within<Value>(work: () => Value): Value {
  const start = process.cpuUsage();
  const value = work();
  expect(process.cpuUsage(start).user).toBeLessThan(patience);
  return value;
}

describe("what is no document", () => {
  test.each([
    [
      "Swagger 2.0",
      'swagger: "2.0"\ninfo: {}\npaths: {}\n',
      /Swagger 2\.0, and OpenAPI 3\.0 and 3\.1 are read\. Convert it/,
    ],
    ["a later version", "openapi: 4.0.0\npaths: {}\n", /OpenAPI `4\.0\.0`, and 3\.0 and 3\.1 are read/],
    ["no version", "paths: {}\n", /says no `openapi: 3\.0\.x`/],
    ["nothing", "", /is no OpenAPI document/],
    ["a list", "- openapi: 3.1.0\n", /is no OpenAPI document/],
    ["broken YAML", "openapi: 3.1.0\npaths:\n  /a: [1, 2\n  /b: x\n", /^4:3: The document is no YAML: /],
    ["two documents", "openapi: 3.1.0\n---\nopenapi: 3.1.0\n", /holds several YAML documents/],
    ["tabs", "openapi: 3.1.0\npaths:\n\t/a: {}\n", /^3:1: The document is no YAML: Tabs are not allowed/],
    ["broken JSON", '{"openapi": "3.1.0",}', /begins as JSON and is none: /],
    [
      "a key said twice",
      "openapi: 3.1.0\npaths:\n  /a: {}\n  /a: {}\n",
      /^4:3: .*The key \/a is there twice/,
    ],
    ["an object as a key", "openapi: 3.1.0\n? {a: 1}\n: 2\n", /^2:3: .*A key is an object or a list/],
    ["paths that are a list", "openapi: 3.1.0\npaths: []\n", /^\/paths: /],
    ["no paths", "openapi: 3.1.0\ninfo: {title: A}\n", /shows nothing that is kept/],
  ])("is told as that: %s", (_name, text, message) => {
    expect(problemsOf(text)[0]).toMatch(message);
  });

  test("names each route when none of them is of something kept", () => {
    const text = "openapi: 3.1.0\npaths:\n  /health: { get: { responses: {} } }\n";
    expect(problemsOf(text)).toContain(
      "/paths/~1health/get: what GET /health does can't be known from what it takes and answers: write it as an action",
    );
  });
});

describe("a text made to be hard", () => {
  const nested = (open: string, close: string, count: number) => open.repeat(count) + close.repeat(count);
  let laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n";
  for (let index = 1; index < 12; index++)
    laughs += `a${index}: &a${index} [${Array(10)
      .fill(`*a${index - 1}`)
      .join(",")}]\n`;

  test.each([
    [
      "of 5 MB",
      `openapi: 3.1.0\n#${"x".repeat(5_000_000)}\n`,
      /is 5000017 characters long, and at most 1000000 are read/,
    ],
    ["of nested JSON", nested('{"a":', "}", 100_000).replace(":}", ":1}"), /nested more than 100 deep/],
    ["of nested flow YAML", `a: ${nested("[", "]", 100_000)}`, /nested more than 100 deep/],
    ["of nested keys in one line", "? ".repeat(300_000), /nested more than 100 deep/],
    ["of nested mappings in one line", "a: ".repeat(300_000), /nested more than 100 deep|is no YAML/],
    [
      "of nested mappings in lines",
      Array.from({ length: 1000 }, (_none, depth) => `${" ".repeat(depth)}a:\n`).join(""),
      /nested more than 100 deep/,
    ],
    ["of aliases of aliases", laughs, /repeats itself too often/],
    ["of an alias of itself", "openapi: 3.1.0\npaths: &a { b: *a }\n", /nested more than 100 deep/],
    ["of many errors", "}\n".repeat(300_000), /is no YAML/],
  ])("is told at once: %s", (_name, text, message) => {
    expect(within(() => problemsOf(text))[0]).toMatch(message);
  });

  test("of many keys is read in time", () => {
    const extensions = Array.from({ length: 60_000 }, (_none, index) => `x-${index}: 1`).join("\n");
    const text = `openapi: 3.1.0\n${extensions}\npaths: {}\n`;
    expect(within(() => problemsOf(text))[0]).toMatch(/shows nothing that is kept/);
  });
});

describe("references", () => {
  const leftOut = (schema: object, schemas: object = {}) => {
    const document = documentOf({}, { properties: { one: schema, name: { type: "string" } } });
    return imported({ ...document, components: merged(document.components, schemas) });
  };
  const merged = (components: unknown, schemas: object) => {
    const { schemas: own } = components as { schemas: object };
    return { schemas: { ...own, ...schemas } };
  };

  test.each([
    [
      "to themselves",
      { $ref: "#/components/schemas/A" },
      { A: { $ref: "#/components/schemas/A" } },
      /leads round in a circle/,
    ],
    [
      "round",
      { $ref: "#/components/schemas/A" },
      { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } },
      /leads round in a circle/,
    ],
    [
      "nowhere",
      { $ref: "#/components/schemas/None" },
      {},
      /`#\/components\/schemas\/None` is nowhere in the document/,
    ],
    ["to other files", { $ref: "common.yaml#/Money" }, {}, /outside of the document: bundle all into one/],
    [
      "to a schema that is all of itself",
      { $ref: "#/components/schemas/A" },
      { A: { allOf: [{ $ref: "#/components/schemas/A" }] } },
      /the schema is made of itself/,
    ],
    ["into a prototype", { $ref: "#/constructor/prototype" }, {}, /is nowhere in the document/],
  ])("that lead %s are named, and the rest is read", (_name, schema, schemas, message) => {
    const { spec, unsaid } = leftOut(schema, schemas);
    expect(unsaid.join("\n")).toMatch(message);
    expect(spec).toContain("- name: text");
  });

  test("of a tree to its like end at the second", () => {
    const node = {
      type: "object",
      properties: { label: { type: "string" }, next: { $ref: "#/components/schemas/Node" } },
    };
    const { spec, unsaid } = leftOut({ $ref: "#/components/schemas/Node" }, { Node: node });
    expect(spec).toContain("- one: {label: text; next: object}");
    expect(unsaid).toContain(
      "/components/schemas/Node: it holds others of its kind: the inner ones are any object",
    );
  });

  test("that double at each step end", () => {
    const schemas: Record<string, object> = { L0: { type: "object", properties: { x: { type: "string" } } } };
    for (let level = 1; level < 40; level++) {
      const below = { $ref: `#/components/schemas/L${level - 1}` };
      schemas[`L${level}`] = {
        allOf: [
          { type: "object", properties: { a: below, b: below } },
          { type: "object", properties: { a: below, b: below } },
        ],
      };
    }
    const { spec } = within(() => leftOut({ $ref: "#/components/schemas/L39" }, schemas));
    expect(spec).toContain("- one: object");
  });
});

describe("any document", () => {
  const folder = join(import.meta.dirname, "../../unit/openapi/documents");
  const originals = ["petstore.yaml", "blog.json", "orders.yaml", "library.yaml", "devices.yaml"].map(
    (name): unknown => parse(readFileSync(join(folder, name), "utf8")),
  );
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, true, 0, -1, 1.5e300, "", "x", "object", "array", "null", [], {}, [null], {
      type: "array",
    }),
    fc.constantFrom<unknown>(
      { $ref: "#" },
      { $ref: "#/paths" },
      { oneOf: [] },
      { allOf: [{ type: "string" }, { type: "object" }] },
    ),
    fc.constantFrom<unknown>(
      { type: ["string", "integer"] },
      { enum: [1, "a", null] },
      { const: null },
      { pattern: "(" },
      { minimum: 1e30 },
    ),
    fc.constantFrom("`x` [c1]", "a\nb", "é", "__proto__", '"', "x".repeat(5000)),
  );

  test("that somebody has broken anywhere is read to a spec that is read again, or told to be none", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...originals),
        fc.array(fc.tuple(fc.nat(), odd), { minLength: 1, maxLength: 5 }),
        (original, changes) => {
          const document = structuredClone(original);
          for (const [where, value] of changes) change(document, where, value);
          const reading = read(document);
          if (reading.outcome === "unread") return;
          const spec = printSpec(reading.blueprint);
          const again = parseSpec(spec);
          if (again.outcome === "unread")
            throw new Error(`${JSON.stringify(again.problems, null, 1)}\n${spec}`);
          expect(again.blueprint).toEqual(reading.blueprint);
        },
      ),
      { numRuns: Number(process.env.SPEC_RUNS ?? 200) },
    );
  }, 600_000);
});

/** Puts the value in place of the part that comes `where`-th in the document. */
function change(document: unknown, where: number, value: unknown): void {
  const places: [object, string][] = [];
  const collect = (part: unknown): void => {
    if (typeof part !== "object" || part === null) return;
    for (const key of Object.keys(part)) {
      places.push([part, key]);
      collect(Reflect.get(part, key));
    }
  };
  collect(document);
  const [owner, key] = places[where % Math.max(1, places.length)] ?? [{}, ""];
  Reflect.set(owner, key, structuredClone(value));
}
