import { Refusal } from "./refusal.ts";
import { qualified, quoted, type Sql, type SqlValue } from "./sql.ts";

/** A column that holds keys of another table's rows, and what deleting such a row does to the one that has it. */
export interface Dependent {
  table: string;
  /** The column of its own key. */
  key: string;
  column: string;
  /** SQL that gives the keys as "key", where the column holds them inside of lists or objects. */
  keys?: string;
  /** The table whose keys it holds. */
  refersTo: string;
  /** `refuse` the deletion, `delete` this row too, or `clear` the reference. */
  onDelete: "refuse" | "delete" | "clear";
  /** Columns that are cleared with the reference. */
  with?: string[];
}

/** Keys that one statement names at most, so that they fit into one value. */
const batch = 10_000;

/**
 * What refers to the rows of a table. The rules are the release's own and not the database's: a release that no
 * longer knows a referring table is not bound by what an earlier one said of it.
 */
export class Dependents {
  readonly #sql: Sql;
  readonly #noun: string;
  readonly #table: string;
  readonly #list: readonly Dependent[];

  constructor(
    sql: Sql,
    { noun, name, dependents = [] }: { noun: string; name: string; dependents?: Dependent[] },
  ) {
    this.#sql = sql;
    this.#noun = noun;
    this.#table = name;
    this.#list = dependents;
  }

  get any(): boolean {
    return this.#list.length > 0;
  }

  /**
   * Deletes and clears what must not be left when the rows with these keys go. The rows themselves stay.
   *
   * @throws Refusal (stillReferenced) before anything is changed
   */
  detach(keys: readonly SqlValue[]): void {
    const going = this.#goingWith(keys);
    for (const dependent of this.#list) {
      if (dependent.onDelete !== "refuse") continue;
      const staying = this.#referring(dependent, going).some(
        (key) => going.get(dependent.table)?.has(key) !== true,
      );
      if (staying) {
        throw new Refusal(
          "stillReferenced",
          `Others still refer to this ${this.#noun}. Delete or change those first.`,
        );
      }
    }
    for (const dependent of this.#list) {
      if (dependent.onDelete !== "clear") continue;
      const { table, column, refersTo } = dependent;
      const empty = [column, ...(dependent.with ?? [])].map((one) => `${quoted(one)} = NULL`).join(", ");
      this.#each([...(going.get(refersTo) ?? [])], (part) => {
        const which = `${qualified(table, column)} IN (SELECT value FROM json_each(?))`;
        this.#sql.exec(`UPDATE ${quoted(table)} SET ${empty} WHERE ${which}`, part).toArray();
      });
    }
    for (const dependent of this.#list) {
      if (dependent.onDelete !== "delete") continue;
      const { table, key } = dependent;
      const own = new Set(table === this.#table ? keys : []);
      const which = `${qualified(table, key)} IN (SELECT value FROM json_each(?))`;
      this.#each(
        [...(going.get(table) ?? [])].filter((one) => !own.has(one)),
        (part) => this.#sql.exec(`DELETE FROM ${quoted(table)} WHERE ${which}`, part).toArray(),
      );
    }
  }

  /** Keys by table of these rows and of all that are deleted with them. */
  #goingWith(keys: readonly SqlValue[]): Map<string, Set<SqlValue>> {
    const going = new Map([[this.#table, new Set(keys)]]);
    const waiting = new Map(going);
    for (const [table, fresh] of waiting) {
      waiting.delete(table);
      for (const dependent of this.#list) {
        if (dependent.onDelete !== "delete" || dependent.refersTo !== table) continue;
        const known = going.get(dependent.table) ?? new Set();
        const found = this.#referring(dependent, new Map([[table, fresh]])).filter((key) => !known.has(key));
        if (found.length === 0) continue;
        going.set(dependent.table, new Set([...known, ...found]));
        waiting.set(dependent.table, new Set([...(waiting.get(dependent.table) ?? []), ...found]));
      }
    }
    return going;
  }

  /** Keys of the rows that refer to those in `going`. */
  #referring(
    { table, key, column, keys, refersTo }: Dependent,
    going: ReadonlyMap<string, ReadonlySet<SqlValue>>,
  ) {
    const found: SqlValue[] = [];
    const named = "IN (SELECT value FROM json_each(?))";
    const isOne =
      keys === undefined
        ? `${qualified(table, column)} ${named}`
        : `EXISTS (SELECT 1 FROM (${keys}) WHERE "key" ${named})`;
    this.#each([...(going.get(refersTo) ?? [])], (part) => {
      const rows = this.#sql
        .exec<{ key: SqlValue }>(
          `SELECT ${qualified(table, key)} AS "key" FROM ${quoted(table)} WHERE ${isOne}`,
          part,
        )
        .toArray();
      for (const row of rows) found.push(row.key);
    });
    return found;
  }

  #each(keys: readonly SqlValue[], statement: (part: string) => void): void {
    for (let start = 0; start < keys.length; start += batch) {
      statement(JSON.stringify(keys.slice(start, start + batch)));
    }
  }
}
