import { describe, expect, test } from "vitest";
import { migrations, pendingMigrations } from "../../../infra/cloudflare/migrations.ts";
import { objectBindings } from "../../../infra/cloudflare/objects.ts";

const history = [
  { tag: "v1", newSqliteClasses: ["One"] },
  { tag: "v2", newSqliteClasses: ["Two"] },
  { tag: "v3", newSqliteClasses: ["Three"] },
];

describe("pending migrations", () => {
  test("a single one stands by itself", () => {
    expect(pendingMigrations("v2", history)).toEqual({
      oldTag: "v2",
      newTag: "v3",
      newSqliteClasses: ["Three"],
    });
  });

  test("several are steps, up to the newest tag", () => {
    expect(pendingMigrations(undefined, history)).toEqual({
      newTag: "v3",
      steps: [{ newSqliteClasses: ["One"] }, { newSqliteClasses: ["Two"] }, { newSqliteClasses: ["Three"] }],
    });
  });

  test("none are left after the newest", () => {
    expect(pendingMigrations("v3", history)).toBeUndefined();
  });

  test("a Worker that is newer than this version is not touched", () => {
    expect(() => pendingMigrations("v9", history)).toThrow(/migration v9, which this version does not know/);
  });
});

test("every class that is bound has been made by a migration, once", () => {
  const made = migrations.flatMap(({ newSqliteClasses }) => newSqliteClasses).sort();
  expect(made).toEqual(Object.values(objectBindings).sort());
});
