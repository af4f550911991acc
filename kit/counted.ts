import { type AnyDefinition, type CountedDefinition, columnOf } from "./definition.ts";
import { placeOf } from "./in-order.ts";
import { qualified, quoted, type Sql, type SqlValue } from "./sql.ts";

/** The table that knows the last number that was given within each row of others, also when what had it is gone. */
const counters = "counted_within";

/** Numbers of a table's rows, each counted from 1 among those that refer to the same row of another table. */
export class Counting {
  readonly #sql: Sql;
  readonly #definition: AnyDefinition;

  constructor(sql: Sql, definition: AnyDefinition) {
    this.#sql = sql;
    this.#definition = definition;
  }

  /** The numbers of a new row, by field: the next ones, and none where it refers to nothing. */
  ofNew(row: object): Record<string, number | null> {
    return this.#next(row, () => true);
  }

  /** The numbers that a change gives a row: those within what it refers to from now on. */
  ofChange(change: object, current: () => object): Record<string, number | null> {
    const before = new Map<string, unknown>();
    return this.#next(change, (within, value) => {
      if (before.size === 0) for (const [field, old] of Object.entries(current())) before.set(field, old);
      return before.get(within) !== value;
    });
  }

  #next(row: object, isNew: (within: string, value: unknown) => boolean): Record<string, number | null> {
    const values = new Map<string, unknown>(Object.entries(row));
    const numbers = Object.entries(this.#definition.counted ?? {}).flatMap(([field, { within }]) => {
      const parent = values.get(within);
      if (parent === undefined || !isNew(within, parent)) return [];
      return [
        [field, typeof parent === "string" || typeof parent === "number" ? this.#given(field, parent) : null],
      ];
    });
    return Object.fromEntries(numbers);
  }

  #given(field: string, parent: SqlValue): number {
    const [row] = this.#sql
      .exec<{ last: number }>(
        `INSERT INTO ${counters} (item, parent, last) VALUES (?, ?, 1)` +
          " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
        itemOf(this.#definition, field),
        parent,
      )
      .toArray();
    if (row === undefined) throw new Error(`The ${this.#definition.noun} was not counted.`);
    return row.last;
  }
}

function itemOf(definition: AnyDefinition, field: string): string {
  return `${definition.name}.${columnOf(definition, field)}`;
}

export function makeCounters(sql: Sql): void {
  sql
    .exec(
      `CREATE TABLE IF NOT EXISTS ${counters} (item TEXT NOT NULL, parent NOT NULL, last INTEGER NOT NULL,` +
        " PRIMARY KEY (item, parent)) WITHOUT ROWID",
    )
    .toArray();
}

/**
 * Numbers rows that another release has written, which did not count them: those without a number, and those that share
 * one, but for the first of them, in order of creation and after all that were ever given. What refers to nothing any more
 * loses its number.
 */
export function countRows(
  sql: Sql,
  definition: AnyDefinition,
  field: string,
  { within }: CountedDefinition,
): void {
  const { name } = definition;
  const [table, item] = [quoted(name), itemOf(definition, field)];
  const number = qualified(name, columnOf(definition, field));
  const parent = qualified(name, columnOf(definition, within));
  const place = placeOf(definition);
  const remember = () =>
    sql
      .exec(
        `INSERT INTO ${counters} (item, parent, last) SELECT ?, ${parent}, max(${number}) FROM ${table}` +
          ` WHERE ${parent} IS NOT NULL AND ${number} IS NOT NULL GROUP BY ${parent}` +
          " ON CONFLICT DO UPDATE SET last = max(last, excluded.last)",
        item,
      )
      .toArray();
  const column = quoted(columnOf(definition, field));
  sql
    .exec(`UPDATE ${table} SET ${column} = NULL WHERE ${parent} IS NULL AND ${number} IS NOT NULL`)
    .toArray();
  remember();
  const rows =
    `SELECT ${place} AS place, ${parent} AS parent, ${number} AS number,` +
    ` row_number() OVER (PARTITION BY ${parent}, ${number} ORDER BY ${place}) AS turn` +
    ` FROM ${table} WHERE ${parent} IS NOT NULL`;
  const numbered =
    "SELECT place, coalesce(last, 0) + row_number() OVER (PARTITION BY uncounted.parent ORDER BY place) AS next" +
    ` FROM (${rows}) AS uncounted LEFT JOIN ${counters} ON item = ? AND ${counters}.parent = uncounted.parent` +
    " WHERE number IS NULL OR turn > 1";
  sql
    .exec(
      `UPDATE ${table} SET ${column} = given.next FROM (${numbered}) AS given` +
        ` WHERE ${place} = given.place`,
      item,
    )
    .toArray();
  remember();
}
