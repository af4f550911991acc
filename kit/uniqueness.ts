import { conflict } from "./constraint.ts";
import { type OwnRefusal, Refusal } from "./refusal.ts";
import { qualified, quoted, type Sql, type SqlValue } from "./sql.ts";

/** A condition in SQL with its values; empty when there is none. */
export interface Condition {
  sql: string;
  bindings: SqlValue[];
}

export interface UniquenessOptions {
  name: string;
  noun: string;
  /** The column of the key. */
  key: string;
  /** Columns, or several together, whose values no two rows share. */
  unique: readonly (readonly string[])[];
  /** Columns of moments: one that is written in two ways is the same. */
  moments?: readonly string[];
  fieldOf: (column: string) => string;
  /** How a column that is unique alone refuses, where not as all conflicts do. */
  uniqueRefusals?: Record<string, OwnRefusal>;
}

/**
 * Keeps values apart. The rule is the release's own and not the database's, so that it binds no earlier or later
 * release, which may know other ones. Between a check and the write after it nothing else runs in an object.
 */
export class Uniqueness {
  readonly #sql: Sql;
  readonly #options: UniquenessOptions;

  constructor(sql: Sql, options: UniquenessOptions) {
    this.#sql = sql;
    this.#options = options;
  }

  /** @throws Refusal (conflict) when a row has a value that the new one is to have alone */
  checkNew(values: ReadonlyMap<string, SqlValue>): void {
    for (const columns of this.#options.unique) this.#check(columns, values, null);
  }

  /**
   * The same for a change of the row with this key, where the condition picks it. What stays as it is may go on being shared with rows
   * from before the rule.
   *
   * @throws Refusal (conflict)
   */
  checkChange(key: string | number, change: ReadonlyMap<string, SqlValue>, one: Condition): void {
    const touched = this.#options.unique.filter((columns) => columns.some((column) => change.has(column)));
    if (touched.length === 0) return;
    const { name } = this.#options;
    const columns = [...new Set(touched.flat())];
    const [current] = this.#sql
      .exec<Record<string, SqlValue>>(
        `SELECT ${columns.map((column) => qualified(name, column)).join(", ")} FROM ${quoted(name)}` +
          ` WHERE ${one.sql}`,
        ...one.bindings,
      )
      .toArray();
    if (current === undefined) return;
    const values = new Map([...Object.entries(current), ...change]);
    for (const columns of touched) {
      if (columns.some((column) => values.get(column) !== current[column])) this.#check(columns, values, key);
    }
  }

  #check(columns: readonly string[], values: ReadonlyMap<string, SqlValue>, besides: string | number | null) {
    const wanted = columns.map((column) => values.get(column) ?? null);
    if (wanted.includes(null)) return;
    const { name, noun, key, fieldOf } = this.#options;
    const same = columns
      .map((column) =>
        this.#options.moments?.includes(column) === true
          ? `unixepoch(${qualified(name, column)}, 'subsec') = unixepoch(?, 'subsec')`
          : `${qualified(name, column)} = ?`,
      )
      .join(" AND ");
    const taken = this.#sql
      .exec(
        `SELECT 1 AS "taken" FROM ${quoted(name)} WHERE ${same} AND ${qualified(name, key)} IS NOT ? LIMIT 1`,
        ...wanted,
        besides,
      )
      .toArray();
    if (taken.length === 0) return;
    const refusal = conflict(noun, columns.map(fieldOf));
    const own = columns.length === 1 ? this.#options.uniqueRefusals?.[columns[0] ?? ""] : undefined;
    if (own === undefined) throw refusal;
    throw new Refusal("conflict", own.message ?? refusal.message, refusal.errors, {
      ...own,
      message: own.message ?? refusal.message,
    });
  }
}
