import { expect, test } from "vitest";
import { memoryStorage } from "../../../kit/test/database.ts";
import { isMigrated, migrate } from "../../../objects/storage/migrate.ts";

const steps = [{ id: "0001-words", statements: ["CREATE TABLE words (word TEXT)"] }];

test("an object that was never migrated stores nothing when it is asked", () => {
  const storage = memoryStorage();
  expect(isMigrated(storage)).toBe(false);
  expect(storage.sql.exec("SELECT name FROM sqlite_master").toArray()).toEqual([]);
  migrate(storage, steps);
  expect(isMigrated(storage)).toBe(true);
});

test("an object that remembers its steps under their earlier name goes on with its data", () => {
  const storage = memoryStorage();
  storage.sql.exec("CREATE TABLE migrations (id TEXT PRIMARY KEY)");
  storage.sql.exec("INSERT INTO migrations VALUES ('0001-words')");
  storage.sql.exec("CREATE TABLE words (word TEXT)");
  storage.sql.exec("INSERT INTO words VALUES ('kept')");
  expect(isMigrated(storage)).toBe(true);
  migrate(storage, [...steps, { id: "0002-more", statements: ["ALTER TABLE words ADD COLUMN more TEXT"] }]);
  expect(storage.sql.exec("SELECT * FROM words").toArray()).toEqual([{ word: "kept", more: null }]);
  migrate(storage, steps);
});
