import { describe, expect, test } from "vitest";
import type { Migration } from "../../../shared/agents/source.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { migrationsOf as migrationsOfModels } from "../../../shared/compiler/migrations.ts";
import { modelsOf } from "../../../shared/compiler/model.ts";
import {
  type BlueprintInput,
  blueprint,
  entity,
  type FieldInput,
} from "../../integration/compiler/blueprints.ts";

const title: FieldInput = { name: "title", type: "string", required: true };

/** Migrations after each blueprint in turn has been live. */
function migrationsOf(first: BlueprintInput, ...later: BlueprintInput[]) {
  let migrations = stepsOf(first);
  let live = first;
  for (const next of later) {
    migrations = stepsOf(next, { live, migrations });
    live = next;
  }
  return migrations;
}

/** Migrations of a blueprint that follows a live one over data which has had some. */
function stepsOf(next: BlueprintInput, past?: { live: BlueprintInput; migrations: Migration[] }) {
  const previous = past && { blueprint: Blueprint.parse(past.live), migrations: past.migrations };
  return migrationsOfModels(modelsOf(Blueprint.parse(next)), previous);
}

const books = (fields: FieldInput[], more = {}) => blueprint([entity("book", "books", fields, more)]);
const isbn: FieldInput = { name: "isbn", type: "string" };

describe("migrations", () => {
  test("begin with the tables, without rules, and stay as they are when nothing is added", () => {
    const steps = migrationsOf(books([title]), books([title]));
    expect(steps.map(({ statements }) => statements)).toEqual([
      ['CREATE TABLE "books" (\n  "id" TEXT PRIMARY KEY NOT NULL,\n  "title" TEXT\n)'],
    ]);
  });

  test("append what is new: columns and tables, one step each", () => {
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
    const [first, ...more] = migrationsOf(before, after);
    expect([first]).toEqual(migrationsOf(before));
    expect(more.map(({ statements }) => statements)).toEqual([
      ['ALTER TABLE "books" ADD COLUMN "state" TEXT'],
      ['ALTER TABLE "books" ADD COLUMN "pages" INTEGER'],
      ['CREATE TABLE "shelves" (\n  "id" TEXT PRIMARY KEY NOT NULL,\n  "title" TEXT\n)'],
    ]);
  });

  test("are named by their content, wherever they stand", () => {
    const pages: FieldInput = { name: "pages", type: "integer" };
    const [, added] = migrationsOf(books([title]), books([title, isbn]));
    expect(migrationsOf(books([title]), books([title, pages]), books([title, pages, isbn])).at(-1)).toEqual(
      added,
    );
    const [, other] = migrationsOf(books([title]), books([title, { name: "isbn", type: "integer" }]));
    expect(other?.id).not.toBe(added?.id);
  });

  test("leave what is no longer used where it is, and take it up again", () => {
    const steps = migrationsOf(books([title, isbn]), books([title]), books([title, isbn]));
    expect(steps).toEqual(migrationsOf(books([title, isbn])));
  });

  test("check a rule each time that it is new to the live release", () => {
    const unique = books([{ ...title, unique: "exact" }]);
    const plain = books([title]);
    const check = { table: "books", columns: ["title"] };
    const once = migrationsOf(plain, unique);
    expect(once.at(-1)).toMatchObject({ statements: [], unique: check });
    const afterRollback = stepsOf(unique, { live: plain, migrations: once });
    expect(afterRollback.filter((step) => step.unique)).toHaveLength(2);
    expect(new Set(afterRollback.map(({ id }) => id)).size).toBe(afterRollback.length);
    expect(migrationsOf(plain, unique, unique)).toEqual(once);
  });

  test.each<[string, BlueprintInput, RegExp]>([
    [
      "another type",
      books([{ name: "title", type: "integer", required: true }]),
      /title of book was kept as text and is to be a whole number/,
    ],
    [
      "a required field without default",
      books([title, { name: "isbn", type: "string", required: true }]),
      /isbn of book is required now/,
    ],
    [
      "another identifier",
      books([title], { identifier: { type: "sequence" } }),
      /identifier of book, or its sequence, changed/,
    ],
    [
      "another name for a field",
      books([{ ...title, name: "heading" }, isbn]),
      /title of book is gone and heading/,
    ],
    [
      "a field that differs in case only",
      books([title, { ...title, name: "Title" }].slice(1)),
      /Title of book would be kept where the values of title are/,
    ],
  ])("refuse %s", (_what, after, message) => {
    expect(() => migrationsOf(books([title]), after)).toThrow(message);
  });

  test("tell every reason at once", () => {
    const before = books([title, isbn]);
    const after = books([
      { name: "title", type: "integer" },
      { ...isbn, required: true },
    ]);
    expect(() => migrationsOf(before, after)).toThrow(/title of book .* isbn of book/);
  });

  test("refuse a type that an earlier release gave to a field which was taken back", () => {
    const migrations = migrationsOf(books([title]), books([title, { ...isbn, type: "integer" }]));
    expect(() => stepsOf(books([title, isbn]), { live: books([title]), migrations })).toThrow(
      /isbn of book was kept as a whole number/,
    );
  });
});
