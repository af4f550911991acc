import { describe, expect, test } from "vitest";
import { type Dependent, type Migration, migrate, Table, type TableDefinition } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Node = { id: string; parent: string | null };

const step = (id: string, ...statements: string[]): Migration => ({ id, statements });

/** Tables of nodes, each of which refers to another by `parent`. */
function nodes(tables: Record<string, Omit<Dependent, "key" | "column">[]>) {
  const storage = memoryStorage();
  const made = Object.entries(tables).map(([name, dependents]): [string, Table<Node>] => {
    storage.sql.exec(`CREATE TABLE "${name}" ("id" TEXT PRIMARY KEY, "parent" TEXT)`);
    const definition: TableDefinition<Node> = {
      name,
      noun: "node",
      key: "id",
      columns: { id: "text", parent: "text" },
      dependents: dependents.map((dependent) => ({ ...dependent, key: "id", column: "parent" })),
    };
    return [name, new Table<Node>(storage.sql, definition)];
  });
  return new Map(made);
}

function add(table: Table<Node> | undefined, id: string, parent: string | null): void {
  table?.insert({ id, parent });
}

describe("deleting what others refer to", () => {
  test("follows a table's references to itself to the end", () => {
    const tree = nodes({ a: [{ table: "a", refersTo: "a", onDelete: "delete" }] }).get("a");
    add(tree, "1", null);
    add(tree, "2", "1");
    add(tree, "3", "2");
    add(tree, "4", null);
    expect(tree?.delete("1")).toEqual({ id: "1", parent: null });
    expect(tree?.all().map(({ id }) => id)).toEqual(["4"]);
  });

  test("is refused where a list of another row holds the key", () => {
    const keys = `SELECT json_extract("e".value, '$.of') AS "key" FROM json_each("b"."parent") AS "e"`;
    const tables = nodes({ a: [{ table: "b", keys, refersTo: "a", onDelete: "refuse" }], b: [] });
    add(tables.get("a"), "1", null);
    add(tables.get("a"), "2", null);
    add(tables.get("b"), "3", JSON.stringify([{ of: "4" }, { of: "1" }]));
    add(tables.get("b"), "5", null);
    expect(() => tables.get("a")?.delete("1")).toThrow(/still refer/);
    expect(tables.get("a")?.delete("2")).toEqual({ id: "2", parent: null });
  });

  test("ends where rows refer to each other in a circle", () => {
    const tree = nodes({ a: [{ table: "a", refersTo: "a", onDelete: "delete" }] }).get("a");
    add(tree, "1", "2");
    add(tree, "2", "1");
    tree?.delete("1");
    expect(tree?.all()).toEqual([]);
  });

  test("is refused before anything is changed when a row that goes with it is referred to", () => {
    const tables = nodes({
      a: [
        { table: "b", refersTo: "a", onDelete: "delete" },
        { table: "c", refersTo: "b", onDelete: "refuse" },
        { table: "d", refersTo: "a", onDelete: "clear" },
      ],
      b: [],
      c: [],
      d: [],
    });
    add(tables.get("a"), "1", null);
    add(tables.get("b"), "2", "1");
    add(tables.get("c"), "3", "2");
    add(tables.get("d"), "4", "1");
    expect(() => tables.get("a")?.delete("1")).toThrow(expect.objectContaining({ kind: "stillReferenced" }));
    expect(() => tables.get("a")?.clear()).toThrow(expect.objectContaining({ kind: "stillReferenced" }));
    expect(tables.get("b")?.all()).toHaveLength(1);
    tables.get("c")?.delete("3");
    tables.get("a")?.clear();
    expect(tables.get("b")?.all()).toEqual([]);
    expect(tables.get("d")?.all()).toEqual([{ id: "4", parent: null }]);
  });

  test("is not refused for a reference from a row that goes as well", () => {
    const tree = nodes({ a: [{ table: "a", refersTo: "a", onDelete: "refuse" }] }).get("a");
    add(tree, "1", null);
    add(tree, "2", "1");
    expect(() => tree?.delete("1")).toThrow(expect.objectContaining({ kind: "stillReferenced" }));
    tree?.clear();
    expect(tree?.all()).toEqual([]);
  });
});

describe("a release over the data of another", () => {
  type Word = { id: string; word: string | null; done: boolean };
  const plain: TableDefinition<Word> = {
    name: "words",
    noun: "word",
    key: "id",
    columns: { id: "text", word: "text", done: "boolean" },
  };
  const created = step(
    "1",
    'CREATE TABLE "words" ("id" TEXT PRIMARY KEY, "word" TEXT, "done" INTEGER BOOLEAN)',
  );
  const folding = step("2", 'ALTER TABLE "words" ADD COLUMN "word_folded" TEXT');
  const unique = (time: string): Migration => ({
    id: `unique ${time}`,
    statements: [],
    unique: { table: "words", columns: ["word_folded"] },
  });
  const folded = { ...plain, folded: { word: "word_folded" }, unique: [["word_folded"]], fill: { done: 1 } };

  function start(
    storage: ReturnType<typeof memoryStorage>,
    steps: Migration[],
    definition: TableDefinition<Word>,
  ) {
    const words = new Table<Word>(storage.sql, definition);
    migrate(storage, steps, [words]);
    return words;
  }

  test("folds and fills what the other wrote, each time that it comes after it", () => {
    const storage = memoryStorage();
    const earlier = start(storage, [created], plain);
    for (let index = 0; index < 2500; index++)
      earlier.insert({ id: `${index}`, word: `ÄPFEL ${index}`, done: false });
    const later = start(storage, [created, folding], folded);
    expect(() => later.insert({ id: "x", word: "äpfel 2499", done: true })).toThrow(/already a word/);
    const back = start(storage, [created], plain);
    back.update("7", { word: "Birne" });
    storage.sql.exec('INSERT INTO "words" ("id", "word") VALUES (?, ?)', "y", "Kirsche");
    const again = start(storage, [created, folding], folded);
    expect(() => again.insert({ id: "x", word: "BIRNE", done: true })).toThrow(/already a word/);
    expect(again.insert({ id: "z", word: "äpfel 7", done: true })).toMatchObject({ id: "z" });
    expect(again.get("y")).toMatchObject({ done: true });
    expect(again.get("8")).toMatchObject({ done: false });
  });

  test("touches nothing when it comes after itself", () => {
    const storage = memoryStorage();
    start(storage, [created, folding], folded).insert({ id: "1", word: "one", done: true });
    storage.statements.length = 0;
    start(storage, [created, folding], folded);
    expect(
      storage.statements.filter((statement) => !/^(SELECT|CREATE TABLE IF NOT EXISTS)/.test(statement)),
    ).toEqual([]);
  });

  test("is refused as a whole while rows break a rule that is new", () => {
    const storage = memoryStorage();
    const earlier = start(storage, [created], plain);
    earlier.insert({ id: "1", word: "Straßen", done: true });
    earlier.insert({ id: "2", word: "STRAßEN", done: true });
    const steps = [created, folding, unique("first")];
    expect(() => start(storage, steps, folded)).toThrow(/the same word .* with the id 1 and 2\./);
    start(storage, [created], plain).delete("2");
    const later = start(storage, steps, folded);
    expect(() => later.update("1", { word: "straßen" })).not.toThrow();
  });

  test.each([
    [
      "a column that is missing",
      [created],
      { ...plain, folded: { word: "word_folded" } },
      /has no column word_folded/,
    ],
    [
      "a column of another type",
      [created],
      { ...plain, columns: { ...plain.columns, word: "real" } },
      /kept as TEXT, not as real/,
    ],
    ["a table that is missing", [], plain, /there is no table words/],
    [
      "a column that it would leave empty and must not",
      [
        step(
          "1",
          'CREATE TABLE "words" ("id" TEXT PRIMARY KEY, "word" TEXT, "done" INTEGER, "must" TEXT NOT NULL)',
        ),
      ],
      plain,
      /column must of words must have a value/,
    ],
    [
      "a step that fails",
      [created, step("3", 'ALTER TABLE "words" ADD COLUMN "word" TEXT')],
      plain,
      /step 3 of the schema cannot be applied.*duplicate column/,
    ],
  ] as [string, Migration[], TableDefinition<Word>, RegExp][])(
    "does not start on %s",
    (_what, steps, definition, words) => {
      expect(() => start(memoryStorage(), steps, definition)).toThrow(words);
    },
  );

  test("takes a column for what it is, never for a text", () => {
    const storage = memoryStorage();
    start(storage, [created], plain);
    const wrong = new Table<Word & { colour: string }>(storage.sql, {
      ...plain,
      columns: { ...plain.columns, colour: "text" },
    });
    expect(() => wrong.all()).toThrow(/no such column/);
  });
});
