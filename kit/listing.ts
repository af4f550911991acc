import { writeCursor } from "./cursor.ts";
import type { Fragment } from "./fragment.ts";
import type { ListQuery } from "./list.ts";
import { Refusal } from "./refusal.ts";
import type { Rows, StoredRow } from "./rows.ts";
import { quoted, type SqlValue } from "./sql.ts";
import type { Condition } from "./uniqueness.ts";

export interface ListingOptions {
  /** The table's name as SQL, and what one of its rows is called. */
  name: string;
  noun: string;
  /** What the rows are read from, under the table's own name, and what is read of them. */
  source: Fragment;
  columns: string;
  /** SQL of the number that grows with each creation. */
  order: string;
}

/** How the rows of a statement are read. */
export type Read = (query: string, bindings: readonly SqlValue[]) => Rows;

/** Reads a table's rows for lists: bounded, ordered, a page at a time. */
export class Listing {
  readonly #read: Read;
  readonly #options: ListingOptions;

  constructor(read: Read, options: ListingOptions) {
    this.#read = read;
    this.#options = options;
  }

  /** @throws Refusal (tooLarge) */
  all(scope: Condition): StoredRow[] {
    const where = scope.sql && ` WHERE ${scope.sql}`;
    return this.#bounded(`${this.#select()}${where} ORDER BY ${this.#options.order}`, scope.bindings);
  }

  /** @throws Refusal (tooLarge) */
  list(query: ListQuery, scope: Condition): StoredRow[] {
    const { sql, bindings } = where(query, scope);
    const limit = query.size === Number.POSITIVE_INFINITY ? "" : " LIMIT ? OFFSET ?";
    return this.#bounded(`${this.#select()}${sql} ORDER BY ${this.#orderOf(query)}${limit}`, [
      ...bindings,
      ...(limit === "" ? [] : [query.size, query.offset]),
    ]);
  }

  /** How many rows the query's filters leave. Counts only when the page `shown` does not tell. */
  count(query: ListQuery, shown: number, scope: Condition): number {
    const { offset, size } = query;
    if (query.after === undefined && shown < size && (shown > 0 || offset === 0)) return offset + shown;
    const { sql, bindings } = where(query, scope);
    const { source } = this.#options;
    const [counted] = this.#read(`SELECT count(*) AS total FROM ${source.text}${sql}`, [
      ...source.bindings,
      ...bindings,
    ]).rows;
    return Number(counted?.total ?? 0);
  }

  /** One page by cursor, shorter where its rows are very large; `next` is the cursor of the page after it. */
  page(query: ListQuery, scope: Condition): { rows: StoredRow[]; next: string | null } {
    const { sql, bindings } = where(query, scope);
    const { name, order, source, columns } = this.#options;
    const { size } = query;
    const keys = query.order.map((key, index) => ({ sql: key.sql, name: `sorted by ${index + 1}` }));
    const sorted = keys.map((key) => `, ${key.sql} AS ${quoted(key.name)}`).join("");
    const after = query.after?.(name, order);
    const narrowed = after === undefined ? sql : `${sql === "" ? " WHERE" : `${sql} AND`} ${after.sql}`;
    const found = this.#read(
      `SELECT ${columns}, ${order} AS "created last"${sorted} FROM ${source.text}${narrowed}` +
        ` ORDER BY ${this.#orderOf(query)} LIMIT ?`,
      [...source.bindings, ...bindings, ...(after?.bindings ?? []), size + 1],
    );
    const rows = found.rows.slice(0, size);
    const last = rows.at(-1);
    const next =
      (found.cut || found.rows.length > size) && last !== undefined
        ? writeCursor(
            query.orderName,
            Number(last["created last"]),
            keys.map(({ name: key }) => last[key] ?? null),
          )
        : null;
    for (const row of rows) {
      delete row["created last"];
      for (const { name: key } of keys) delete row[key];
    }
    return { rows, next };
  }

  #select(): string {
    return `SELECT ${this.#options.columns} FROM ${this.#options.source.text}`;
  }

  #bounded(query: string, bindings: readonly SqlValue[]): StoredRow[] {
    const { source, noun } = this.#options;
    const { rows, cut } = this.#read(query, [...source.bindings, ...bindings]);
    if (!cut) return rows;
    throw new Refusal("tooLarge", `This list of ${noun} records is larger than one answer. Ask for fewer.`);
  }

  /** Ties are broken by the order of creation. */
  #orderOf({ order: keys, isNewestFirst }: ListQuery): string {
    const { order } = this.#options;
    const decisive = keys.findIndex(({ sql }) => sql === order);
    const wanted = decisive === -1 ? keys : keys.slice(0, decisive + 1);
    const terms = wanted.map(
      ({ sql, descending, nullable, emptyLast }) =>
        `${sql}${descending ? " DESC" : ""}${nullable && emptyLast && !descending ? " NULLS LAST" : ""}`,
    );
    if (decisive === -1) terms.push(`${order}${isNewestFirst ? " DESC" : ""}`);
    return terms.join(", ");
  }
}

function where(query: ListQuery, scope: Condition): Condition {
  const conditions = scope.sql === "" ? query.conditions : [scope.sql, ...query.conditions];
  return {
    sql: conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`,
    bindings: [...scope.bindings, ...query.bindings],
  };
}
