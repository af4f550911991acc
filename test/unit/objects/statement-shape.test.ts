import { expect, test } from "vitest";
import { statementShape } from "../../../objects/trace/statement-shape.ts";

test.each([
  [
    `SELECT "id" FROM "books" WHERE "state" = 'open' LIMIT 50`,
    `SELECT "id" FROM "books" WHERE "state" = ? LIMIT ?`,
  ],
  ["SELECT 'it''s', X'00ff', 1.5e3, .5, 0xFF, -7", "SELECT ?, ?, ?, ?, ?, -?"],
  ["SELECT a1, b_2 FROM t3 WHERE c IN (?, ?2, :name)", "SELECT a1, b_2 FROM t3 WHERE c IN (?, ?, :name)"],
  [
    `SELECT "o'clock 5", \`x 1\`, [y 'z' 2] FROM t -- 'secret'\nWHERE a /* 7 */ = 1`,
    `SELECT "o'clock 5", \`x 1\`, [y 'z' 2] FROM t WHERE a = ?`,
  ],
  ["SELECT 'never ends", "SELECT ?"],
])("of %s no value is left, and all names are", (sql, shape) => {
  expect(statementShape(sql)).toBe(shape);
});
