import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { problemsOf, programOf } from "../../../lambdas/runtime/type-check.ts";
import { lint } from "../../../lambdas/verify/lint/lint.ts";
import { privateFieldsOf } from "../../../lambdas/verify/lint-gate.ts";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import type { Toolbox } from "../../../shared/delivery/toolbox.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { loadToolbox } from "../compiler/serving.ts";

let toolbox: Toolbox;
beforeAll(async () => {
  toolbox = await loadToolbox();
});

/** What lint says of one file, `3 rule`, in a service whose field `password` is private. */
function violations(...lines: string[]): string[] {
  const files = [{ path: "src/code.ts", content: lines.join("\n") }];
  const program = programOf({ files, toolbox });
  return lint({ program, privateFields: new Set(["password"]), toolbox }).map(
    ({ line, rule }) => `${line} ${rule}`,
  );
}

describe("what services must not do is named by file, line and rule", () => {
  test.each([
    ["code made of text", 'export const made = () => eval("1");', "no-dynamic-code"],
    ["a function made of text", 'export const made = () => new Function("return 1");', "no-dynamic-code"],
    [
      "a constructor reached through an object",
      'export const made = () => (() => 1).constructor("return 1");',
      "no-dynamic-code",
    ],
    ["a module named when it runs", 'export const load = () => import("./other.ts");', "no-dynamic-import"],
    ["the network", 'export const ask = () => fetch("https://example.com");', "no-network"],
    ["the network by another name", "const ask = fetch;\nexport { ask };", "no-network"],
    ["what the runtime lacks", "export const key = () => process.env.KEY;", "no-missing-global"],
    [
      "the global object",
      'export const ask = () => globalThis["fetch"]("https://example.com");',
      "no-global-object",
    ],
    ["a package that nobody offers", 'import pad from "left-pad";\nexport { pad };', "no-unknown-import"],
    ["the modules of tests", 'import { expect } from "vitest";\nexport { expect };', "no-unknown-import"],
    ["types switched off", "// @ts-nocheck\nexport const one: number = 1;", "no-unchecked-code"],
  ])("%s", (_name, code, rule) => {
    expect(violations(code).map((one) => one.split(" ")[1])).toContain(rule);
  });

  test.each([
    ["a variable of the module", "let count = 0;\nexport const next = () => ++count;"],
    [
      "a map that grows",
      "const seen = new Map<string, number>();\nexport const see = (id: string) => seen.set(id, 1);",
    ],
    ["a list that grows", "const log: string[] = [];\nexport function add(line: string) { log.push(line); }"],
    [
      "an object's property",
      "const last = { id: '' };\nexport const keep = (id: string) => { last.id = id; };",
    ],
    [
      "a property by its name",
      "const by: Record<string, number> = {};\nexport const keep = (id: string) => { by[id] = 1; };",
    ],
    [
      "Object.assign",
      "const last = { id: '' };\nexport const keep = (id: string) => Object.assign(last, { id });",
    ],
    ["a static field", "export class Cache { static hits = 0;\n hit() { Cache.hits++; } }"],
  ])("state that outlives a request: %s", (_name, code) => {
    expect(violations(code).join()).toMatch(/no-shared-state/);
  });

  const routes = (inside: string, handler: string) =>
    [
      'import type { Hono } from "hono";',
      `export function addRoutes(app: Hono) { ${inside}`,
      `app.get("/", (c) => { ${handler} return c.body(null, 204); }); }`,
    ].join("\n");
  const object = (fields: string, methods: string) =>
    [
      'import { DurableObject } from "cloudflare:workers";',
      `class Counts { readonly all: number[] = []; add(one: number) { this.all.push(one); } }`,
      `export class Service extends DurableObject { ${fields}`,
      `${methods} }`,
    ].join("\n");

  test.each([
    ["a list beside routes", routes("const seen: string[] = [];", "seen.push(c.req.url);")],
    [
      "a map beside routes, changed by a function of its own",
      routes(
        "const seen = new Map<string, number>(); const see = (id: string) => { seen.set(id, 1); };",
        "see('');",
      ),
    ],
    ["a list in a callback", routes("const seen: string[] = [];", "['a'].forEach((one) => seen.push(one));")],
    ["an object's list", object("readonly #seen: string[] = [];", "see() { this.#seen.push('x'); }")],
    ["an object's map, by its names", object("seen: Record<string, 1> = {};", "see() { this.seen.x = 1; }")],
    [
      "a field of what an object keeps",
      object("readonly #counts = new Counts();", "see() { this.#counts.add(1); }"),
    ],
  ])("state that grows from request to request: %s", (_name, code) => {
    expect(violations(code).join()).toMatch(/no-shared-state/);
  });

  test.each([
    [
      "a list while routes are added",
      routes("const names: string[] = []; ['a'].forEach((one) => names.push(one));", ""),
    ],
    [
      "a list of one request",
      routes("", "const seen: string[] = []; ['a'].forEach((one) => seen.push(one));"),
    ],
    ["an object that one request makes", object("", "see() { new Counts().add(1); }")],
    ["a field that is set anew", object("#last = '';", "see() { this.#last = 'x'; }")],
    [
      "rows of a table",
      routes("class Table { delete(_id: string) {} } const rows = new Table();", "rows.delete('');"),
    ],
  ])("state that does not: %s", (_name, code) => {
    expect(violations(code).join()).not.toMatch(/no-shared-state/);
  });

  test("state of another module", () => {
    const files = [
      { path: "src/cache.ts", content: "export const cache = new Map<string, string>();" },
      {
        path: "src/code.ts",
        content:
          'import { cache } from "./cache.ts";\nexport const keep = (id: string) => cache.set(id, id);',
      },
    ];
    const found = lint({ program: programOf({ files, toolbox }), privateFields: new Set(), toolbox });
    expect(found).toMatchObject([{ file: "src/code.ts", line: 2, rule: "no-shared-state" }]);
  });

  test.each([
    ["a template", "sql.exec(`SELECT * FROM books WHERE title = '${title}'`)"],
    ["a sum of texts", 'sql.exec("SELECT * FROM books WHERE title = " + title)'],
    ["a text made before", "sql.exec(text)"],
  ])("SQL of spliced values: %s", (_name, call) => {
    const code = [
      'import type { Sql } from "@aidevos/kit";',
      "export function find(sql: Sql, title: string) {",
      "  const text = `SELECT '${title}'`;",
      `  return [text, ${call}.toArray()];`,
      "}",
    ];
    expect(violations(...code)).toEqual(["4 no-spliced-sql"]);
  });

  test("SQL of spliced values in the platform's own storage, and in a fragment", () => {
    const code = [
      'import { type Database, type Fragment } from "@aidevos/kit";',
      "export const find = (ctx: DurableObjectState, by: string) => ctx.storage.sql.exec(`SELECT ${by}`);",
      "export const part = (by: string): Fragment => ({ text: `lower(${by})`, bindings: [] });",
      "export type { Database };",
    ];
    expect(violations(...code)).toEqual(["2 no-spliced-sql", "3 no-spliced-sql"]);
  });

  test.each([
    ["while (true)", "export function run() { let n = 0; while (true) { n++; } }"],
    ["for (;;)", "export function run() { let n = 0; for (;;) { n++; } }"],
    ["do while (true)", "export function run() { let n = 0; do { n++; } while (true); }"],
    [
      "a break of something inside",
      "export function run(n: number) { while (true) { switch (n) { case 1: break; } } }",
    ],
    [
      "a return of a function inside",
      "export function run() { while (true) { [1].map(() => { return 1; }); } }",
    ],
    [
      "a condition that nothing changes",
      "export function run(open: boolean) { let n = 0; while (open) { n++; } }",
    ],
    [
      "an end that may be stepped over",
      "export function run(all: number) { let n = 0; for (let left = all; left !== 0; left -= 15) n++; return n; }",
    ],
    [
      "an end that may be stepped over, in a while",
      "export function run(least: number) { let size = 1; while (least != size) { size *= 2; } return size; }",
    ],
  ])("a loop without an end: %s", (_name, code) => {
    expect(violations(code)).toEqual(["1 no-endless-loop"]);
  });

  test.each([
    ["a catch", "export function run() { try { JSON.parse(''); } catch {} }"],
    ["a promise's catch", "export const run = (work: Promise<void>) => work.catch(() => {});"],
    [
      "a promise's catch that gives nothing",
      "export const run = (work: Promise<void>) => work.catch(() => undefined);",
    ],
  ])("a failure that is dropped: %s", (_name, code) => {
    expect(violations(code)).toEqual(["1 no-empty-catch"]);
  });

  test.each([
    ["the body itself", "console.log(await request.json());"],
    ["a body read before", "const body = await request.text();\n  console.log(`got ${body}`);"],
    ["a part of it", "const { name } = await request.json<{ name: string }>();\n  console.warn(name);"],
    ["a private field", 'const user = { password: "x" };\n  console.log(user.password);'],
    ["a thing with a private field", 'const user = { name: "a", password: "x" };\n  console.log(user);'],
  ])("data in the log: %s", (_name, code) => {
    const found = violations("export async function run(request: Request) {", `  ${code}`, "}");
    expect(found.join()).toMatch(/no-logged-data/);
  });
});

describe("several changes of one request stand in one step", () => {
  const head = [
    'import { inOneStep, readCall, type Storage, type Table, withPasswords } from "@aidevos/kit";',
    'import type { Hono } from "hono";',
    "interface Card { id: string; cents: number }",
    "export function add(app: Hono, storage: Storage, cards: Table<Card>): void {",
    '  app.post("/pay/:from/:to", (c) => {',
    '    const [from, to, call] = [c.req.param("from"), c.req.param("to"), readCall(c.req.raw)];',
    "    const pay = (id: string, cents: number) => cards.at(call, storage).update(id, { cents });",
  ];
  const tail = ["    return c.json([from, to, call.now, pay.name, inOneStep.name]);", "  });", "}"];
  const within = (...lines: string[]) => violations(...head.slice(0, -1), ...lines, ...tail.slice(1));

  test.each<[string, number[], string[]]>([
    [
      "one after the other",
      [8],
      ["cards.update(from, { cents: 1 });", "cards.update(to, { cents: 2 });", "return c.json([call]);"],
    ],
    ["in a loop", [7], ["for (const id of [from, to, call.now]) cards.delete(id);", "return c.json([]);"]],
    [
      "for each of several",
      [7],
      ["[from, to, call.now].forEach((id) => cards.delete(id));", "return c.json([]);"],
    ],
    [
      "a step after another",
      [8],
      [
        "storage.transactionSync(() => cards.delete(from));",
        "storage.transactionSync(() => cards.delete(to));",
        "return c.json([call]);",
      ],
    ],
    [
      "after one that may be made",
      [8],
      ["if (call.now) cards.delete(from);", "cards.delete(to);", "return c.json([]);"],
    ],
  ])("%s", (_name, lines, code) => {
    expect(within(...code)).toEqual(lines.map((line) => `${line} no-half-change`));
  });

  test.each<[string, string[]]>([
    ["one change", ["cards.update(from, { cents: 1 });", "return c.json([to, call]);"]],
    [
      "one or the other",
      ["if (call.now) { cards.delete(from); return c.json([]); }", "cards.delete(to);", "return c.json([]);"],
    ],
    [
      "one or the other, in one value",
      ["const gone = call.now ? cards.delete(from) : cards.delete(to);", "return c.json([gone]);"],
    ],
    [
      "a step",
      [
        "return inOneStep(call, storage, () => { cards.delete(from); cards.delete(to); return c.json([]); });",
      ],
    ],
    [
      "a transaction",
      ["storage.transactionSync(() => { cards.delete(from); cards.delete(to); });", "return c.json([call]);"],
    ],
    [
      "a function that is called once",
      ["return withPasswords(c.req.raw, () => { cards.delete(from); return c.json([to]); });"],
    ],
    [
      "one of several cases",
      [
        "switch (from) { case to: cards.delete(from); break; default: cards.delete(to); }",
        "return c.json([call]);",
      ],
    ],
    [
      "one of two ways that both answer",
      ["if (call.now) { cards.delete(from); return c.json([]); } else return c.json([to]);"],
    ],
    [
      "things in memory",
      [
        "const seen = new Set([from]);",
        "seen.delete(from); seen.delete(to); seen.clear();",
        "return c.json([call]);",
      ],
    ],
  ])("%s needs no other", (_name, code) => {
    expect(within(...code)).toEqual([]);
  });
});

test("what does no harm is let through", () => {
  const code = [
    'import { type Sql, sql } from "@aidevos/kit";',
    'const table = "books";',
    "const sizes = new Map([[1, 'small']]);",
    "const known = new WeakMap<object, number>();",
    "interface Fetching { fetch(request: Request): Promise<Response>; }",
    "export class Service implements Fetching {",
    "  #count = 0;",
    "  async fetch(request: Request) {",
    "    this.#count++;",
    "    known.set(request, this.#count);",
    "    const own: number[] = [];",
    "    own.push(1);",
    "    const created = { id: '1', title: await request.text() };",
    "    console.info('made', created.id);",
    "    while (true) { if (own.length > 3) break; own.push(2); }",
    "    for (let n = 0; n < 3; n++) own.push(n);",
    "    for (let n = 0; n !== 3; n++) own.push(n);",
    "    for (let n = 0; n < 9; n += 2) own.push(n);",
    "    for (let text = ''; text !== '---'; text += '-') own.push(0);",
    "    try { JSON.parse(''); } catch (error) { console.error(error instanceof Error ? error.message : ''); }",
    "    return new Response(sizes.get(own.length) ?? '');",
    "  }",
    "}",
    "export const find = (database: Sql, title: string) =>",
    "  database.exec(`SELECT * FROM ${table} WHERE title = ?`, title).toArray();",
    "export const part = (title: string) => sql`lower(${title})`;",
    "export const relay = (service: Fetching, request: Request) => service.fetch(request);",
  ];
  expect(violations(...code)).toEqual([]);
});

const root = new URL("../../../", import.meta.url);
const fixtures = readdirSync(new URL("test/e2e/fixtures", root)).map(
  (name) => `test/e2e/fixtures/${name}/spec.md`,
);
const examples = readdirSync(new URL("examples", root)).map((name) => `examples/${name}`);
const specs = [...examples, ...fixtures].filter(
  (path) => path.endsWith(".md") && existsSync(new URL(path, root)),
);

const secrets = `# People

## Person
- name: text, required, unique
- secret: password, required
- code: password
- \`POST /people\` creates one
- \`GET /people\` lists them
- \`PATCH /people/{id}\` changes one
- \`PUT /people/{id}\` replaces one

### Change: \`POST /people/{id}/secret\`
- to: text, required
- Sets secret to to
`;

test.each([...specs, secrets])("the code of %s keeps all rules", (path) => {
  const reading = parseSpec(path === secrets ? path : readFileSync(new URL(path, root), "utf8"));
  if (reading.outcome === "unread") throw new Error(`${path} is no spec.`);
  const { files } = implementService({ blueprint: reading.blueprint, requirement: "" });
  const program = programOf({ files, toolbox });
  problemsOf(program);
  expect(lint({ program, privateFields: privateFieldsOf(reading.blueprint), toolbox })).toEqual([]);
});
