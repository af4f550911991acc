import fc from "fast-check";
import { expect, test } from "vitest";
import { type ListDefinition, readListQuery, Table } from "../index.ts";
import { memoryStorage } from "./database.ts";

type Row = { id: number; size: number | null; name: string | null };

function tableOf(rows: readonly Omit<Row, "id">[]) {
  const { sql } = memoryStorage();
  sql.exec('CREATE TABLE "rows" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "size" REAL, "name" TEXT)');
  for (const { size, name } of rows)
    sql.exec('INSERT INTO "rows" ("size", "name") VALUES (?, ?)', size, name);
  return new Table<Row>(sql, {
    name: "rows",
    noun: "row",
    key: "id",
    columns: { id: "serial", size: "real", name: "text" },
    creationOrder: '"id"',
  });
}

const pages: ListDefinition["pages"] = {
  style: "cursor",
  sizeParameter: "limit",
  positionParameter: "after",
  defaultSize: 2,
  maximumSize: 100,
  aboveMaximum: "reduce",
};

function allPages(table: Table<Row>, definition: ListDefinition, query: Record<string, string>): Row[] {
  const seen: Row[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const page = table.page(readListQuery({ ...query, ...(after !== "" && { after }) }, definition));
    seen.push(...page.rows);
    after = page.next;
  }
  return seen;
}

const key = fc.record({
  field: fc.constantFrom("size" as const, "name" as const),
  descending: fc.boolean(),
  emptyLast: fc.boolean(),
});
type Key = typeof key extends fc.Arbitrary<infer Value> ? Value : never;

const orderOf = ({ field, ...how }: Key) => ({ sql: `"${field}"`, nullable: true, ...how });

/** The rows as the keys order them, one by one. */
function sorted(rows: readonly Row[], keys: readonly Key[]): Row[] {
  return rows.toSorted((one, other) => {
    for (const { field, descending, emptyLast } of keys) {
      const [left, right] = [one[field], other[field]];
      if (left === right) continue;
      if (left === null || right === null) {
        const isLast = emptyLast || descending;
        return (left === null) === isLast ? 1 : -1;
      }
      return left < right === descending ? 1 : -1;
    }
    return keys.at(-1)?.descending === true ? other.id - one.id : one.id - other.id;
  });
}

const long = "x".repeat(150);
const row = fc.record({
  size: fc.option(fc.constantFrom(1, 2, 2.5)),
  name: fc.option(fc.constantFrom("a", "b", `${long}a`, `${long}b`)),
});

test("pages by several keys are the whole order, whatever is equal, empty or long", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 9 }), fc.array(key, { maxLength: 3 }), (rows, keys) => {
      const table = tableOf(rows);
      const definition: ListDefinition = { defaultOrder: keys.map(orderOf), pages };
      const wanted = sorted(table.all(), keys);
      expect(table.list(readListQuery({ limit: "100" }, definition))).toEqual(wanted);
      expect(allPages(table, definition, {})).toEqual(wanted);
    }),
  );
});

test("what callers sort by comes first, then the usual keys, and a name stands for keys of its own", () => {
  const table = tableOf([
    { size: 2, name: "b" },
    { size: 1, name: "b" },
    { size: 2, name: "a" },
  ]);
  const name = { sql: '"name"', nullable: true };
  const definition: ListDefinition = {
    sort: {
      parameter: "sort",
      directionParameter: "direction",
      by: { size: { sql: '"size"', nullable: true } },
      named: { last: [{ ...name, descending: true }] },
    },
    defaultOrder: name,
    pages,
  };
  const ids = (query: Record<string, string>) => allPages(table, definition, query).map(({ id }) => id);
  expect(ids({})).toEqual([3, 1, 2]);
  expect(ids({ sort: "size" })).toEqual([2, 3, 1]);
  expect(ids({ sort: "-size" })).toEqual([3, 1, 2]);
  expect(ids({ direction: "desc" })).toEqual([2, 1, 3]);
  expect(ids({ sort: "last" })).toEqual([1, 2, 3]);
  for (const sort of ["-last", "name", "toString"])
    expect(() => ids({ sort })).toThrow(/must be one of size, last/);
});
