import { describe, expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementServiceByRules } from "../../../shared/compiler/implement-service.ts";
import {
  type BlueprintInput,
  blueprint,
  entity,
  type FieldInput,
} from "../../integration/compiler/blueprints.ts";

const title: FieldInput = { name: "title", type: "string", required: true };

function migrationsOf(first: BlueprintInput, ...later: BlueprintInput[]) {
  let { migrations } = implementServiceByRules({ blueprint: Blueprint.parse(first), requirement: "" });
  let before = first;
  for (const next of later) {
    const previous = { blueprint: Blueprint.parse(before), migrations };
    migrations = implementServiceByRules({
      blueprint: Blueprint.parse(next),
      requirement: "",
      previous,
    }).migrations;
    before = next;
  }
  return migrations;
}

const books = (fields: FieldInput[], more = {}) => blueprint([entity("book", "books", fields, more)]);

describe("migrations", () => {
  test("begin with one step, and stay as they are when nothing is added", () => {
    const [first, ...more] = migrationsOf(books([title]), books([title]));
    expect(more).toEqual([]);
    expect(first?.statements[0]).toBe(
      'CREATE TABLE "books" (\n  "id" TEXT PRIMARY KEY NOT NULL,\n  "title" TEXT\n)',
    );
  });

  test("append what is new: columns with their defaults, indexes, tables", () => {
    const before = books([title]);
    const after = blueprint([
      entity(
        "book",
        "books",
        [
          title,
          { name: "state", type: "choice", values: ["a'b", "c"], default: "a'b" },
          { name: "pages", type: "integer" },
        ],
        {
          list: { filters: [{ parameter: "pages", fields: ["pages"], comparison: "equals" }] },
        },
      ),
      entity("shelf", "shelves", [title]),
    ]);
    const migrations = migrationsOf(before, after);
    expect(migrations).toHaveLength(2);
    expect(migrations[0]).toEqual(migrationsOf(before)[0]);
    expect(migrations[1]).toEqual({
      id: "0002-additions",
      statements: [
        'ALTER TABLE "books" ADD COLUMN "state" TEXT',
        `UPDATE "books" SET "state" = 'a''b' WHERE "state" IS NULL`,
        'ALTER TABLE "books" ADD COLUMN "pages" INTEGER',
        'CREATE INDEX IF NOT EXISTS "books-by-pages" ON "books" ("pages")',
        'CREATE TABLE "shelves" (\n  "id" TEXT PRIMARY KEY NOT NULL,\n  "title" TEXT\n)',
      ],
    });
  });

  test("leave what is no longer used where it is", () => {
    expect(migrationsOf(books([title, { name: "isbn", type: "string" }]), books([title]))).toHaveLength(1);
  });

  test.each<[string, BlueprintInput, RegExp]>([
    [
      "another type",
      books([{ name: "title", type: "integer", required: true }]),
      /type of its field title changed from string to integer/,
    ],
    [
      "a required field without default",
      books([title, { name: "isbn", type: "string", required: true }]),
      /isbn is required now/,
    ],
    ["uniqueness of what exists", books([{ ...title, unique: "exact" }]), /became unique/],
    ["another identifier", books([title], { identifier: { type: "sequence" } }), /identifier changed/],
  ])("refuse %s", (_what, after, message) => {
    expect(() => migrationsOf(books([title]), after)).toThrow(message);
  });

  test("refuse a field that was removed and comes back", () => {
    const isbn: FieldInput = { name: "isbn", type: "string" };
    expect(() => migrationsOf(books([title, isbn]), books([title]), books([title, isbn]))).toThrow(
      /removed in an earlier release/,
    );
  });
});
