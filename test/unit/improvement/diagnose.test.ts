import { expect, test } from "vitest";
import { rowsPerWrittenRow } from "../../../shared/delivery/cost.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { diagnose } from "../../../shared/improvement/diagnose.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";
import { booksOfShelf, cost, design, filtered, measured, statement, usage } from "./library.ts";

test("a route that reads much is named with its statement, its plan and what callers give together", () => {
  const [first] = diagnose(filtered);
  expect(first).toMatchObject({ kind: "reads", route: "GET /books" });
  expect(first?.text).toMatch(/reads 200 rows for a request and shows 4/);
  expect(first?.text).toContain("SEARCH books USING INDEX books-by-state-title (state=?)");
  expect(first?.text).toContain("300 of 400 requests come with language, state together");
  expect(first?.weight).toBeCloseTo((80_000 - 1600) / 450);
});

test.each([
  ["a scan of a large table", 5000, "SCAN books"],
  ["a search, where what is scanned is small", 8, "SEARCH loans_1 USING INDEX loans-by-book (book=?)"],
])("of a plan, the line that reads most is told: %s", (_what, books, line) => {
  const plan = [
    "SCAN books",
    "CORRELATED SCALAR SUBQUERY 1",
    "SEARCH loans_1 USING INDEX loans-by-book (book=?)",
  ];
  const routes = [usage("GET /books", cost(10, 8000), { shown: 80 })];
  const read = { routes: ["GET /books"], runs: 10, rowsRead: 8000, plan };
  const [found] = diagnose(
    measured({ routes, statements: [statement("SELECT", read)], rows: { books, loans: 800 } }),
  );
  expect(found?.text).toContain(`whose plan says \`${line}\``);
});

test("routes that read what they show, or little, are fine", () => {
  const routes = [
    usage("GET /books", cost(400, 9000), { shown: 8000 }),
    usage("GET /books/{id}", cost(400, 1200)),
    usage("POST /loans", cost(100, 500, 400)),
  ];
  expect(diagnose(measured({ routes }))).toEqual([]);
});

test("what costs most comes first", () => {
  const routes = [
    usage("GET /shelves", cost(100, 5000), { shown: 100 }),
    usage("GET /books", cost(100, 50_000), { shown: 100 }),
  ];
  expect(diagnose(measured({ routes })).map(({ route }) => route)).toEqual(["GET /books", "GET /shelves"]);
});

test("an index that nothing uses and every write keeps is named, but not one that guards uniqueness", () => {
  const inserts = [
    statement('INSERT INTO "shelves" ("id") VALUES (?)', { runs: 200, rowsWritten: 800 }),
    statement('INSERT INTO "members" ("id") VALUES (?)', { runs: 200, rowsWritten: 600 }),
  ];
  const routes = [usage("POST /shelves", cost(200, 200, 800)), usage("POST /members", cost(200, 400, 600))];
  const found = diagnose(measured({ routes, statements: inserts })).filter(({ kind }) => kind === "unused");
  expect(found.map(({ text }) => text.split(":")[0])).toEqual([
    "Drop the index of shelves by code",
    "Drop the index of shelves by room and code",
    "Drop the index of shelves by weight and code",
  ]);
  expect(found[0]?.weight).toBeCloseTo((200 * rowsPerWrittenRow) / 400);
});

test("an index that saves readers less than its writes cost is named as one that writes pay for", () => {
  const statements = [
    statement('INSERT INTO "shelves" ("id") VALUES (?)', { runs: 500, rowsWritten: 2500 }),
    statement("SELECT", { runs: 2, rowsRead: 40, plan: ["SCAN shelves USING INDEX shelves-by-weight-code"] }),
  ];
  const parts = {
    routes: [usage("POST /shelves", cost(500, 500, 2500))],
    uses: { "shelves-by-weight-code": 2 },
  };
  const isNamed = (rows: number) =>
    diagnose(measured({ ...parts, statements, rows: { shelves: rows } })).some(
      ({ kind, text }) =>
        kind === "writes" && text.startsWith("Drop the index of shelves by weight and code"),
    );
  expect(isNamed(500)).toBe(true);
  expect(isNamed(10_000)).toBe(false);
});

test("a stored count of which no route that is called shows anything is unused", () => {
  const stored = { ...design, stored: [booksOfShelf] };
  const statements = [statement('INSERT INTO "books" ("id") VALUES (?)', { runs: 300, rowsWritten: 1500 })];
  const writes = usage("POST /books", cost(300, 600, 1500));
  const kinds = (routes: ReturnType<typeof usage>[]) =>
    diagnose(measured({ design: stored, statements, routes, rows: { books: 10_000, shelves: 10 } }))
      .filter(({ text }) => text.startsWith("Work out"))
      .map(({ kind }) => kind);
  expect(kinds([writes])).toEqual(["unused"]);
  expect(kinds([writes, usage("GET /shelves", cost(100, 300), { shown: 200 })])).toEqual([]);
});

test("with few requests, nothing is called unused", () => {
  const statements = [statement('INSERT INTO "shelves" ("id") VALUES (?)', { runs: 50, rowsWritten: 200 })];
  expect(diagnose(measured({ routes: [usage("POST /shelves", cost(50, 50, 200))], statements }))).toEqual([]);
});

test("callers who go through all pages are a person's matter, with the statement as it is and could be", () => {
  const routes = [
    usage("GET /shelves", cost(100, 100_000), {
      shown: 2000,
      parameters: [
        { names: ["limit", "offset"], cost: cost(90, 95_000) },
        { names: ["code"], cost: cost(10, 5000) },
      ],
    }),
  ];
  const found = diagnose(measured({ routes })).filter(({ kind }) => kind === "spec");
  expect(found.map(({ statement }) => statement)).toEqual([
    {
      now: "Pages of 20 by offset `?offset`, size `?limit` up to 100",
      instead: "Pages of 20 by offset `?offset`, size `?limit` up to 500",
    },
    {
      now: "Pages of 20 by offset `?offset`, size `?limit` up to 100",
      instead: "Pages of 20 by cursor `?cursor`, size `?limit` up to 100",
    },
  ]);
  expect(found[0]?.text).toContain("90 of 100 requests ask for a later page and give no filter");
});

test("a search within texts is a person's matter: no index finds part of one", () => {
  const routes = [
    usage("GET /books", cost(100, 500_000), {
      shown: 300,
      parameters: [{ names: ["q"], cost: cost(100, 500_000) }],
    }),
  ];
  expect(diagnose(measured({ routes })).find(({ kind }) => kind === "spec")).toMatchObject({
    route: "GET /books",
    statement: { now: "`?q` part of title", instead: "`?q` is title" },
  });
});

test("a list that is asked for once for each thing of another list is a person's matter", () => {
  const blueprint = blueprintOf(`# Projects

## Project
- name: text, required

## Task
- project: project, required
- \`?project\` is project
`);
  const asked = (lists: number) => {
    const routes = [
      usage("GET /projects", cost(lists, 20 * lists), { shown: 20 * lists }),
      usage("GET /tasks", cost(200, 6000), {
        shown: 6000,
        parameters: [{ names: ["project"], cost: cost(200, 6000) }],
      }),
    ];
    const own = { ...measured({ routes }), blueprint, design: designByRule(blueprint) };
    return diagnose(own).filter(({ kind }) => kind === "spec");
  };
  expect(asked(10)[0]?.text).toContain("`tasks = count of its tasks`");
  // Who looks through projects opens some of them.
  expect(asked(100)).toEqual([]);
});

test("without requests there is nothing to find", () => {
  expect(diagnose(measured({}))).toEqual([]);
});
