import type { Call } from "./call.ts";
import { Counting } from "./counted.ts";
import { type AnyDefinition, columnOf } from "./definition.ts";
import { Slugs } from "./slugs.ts";
import { qualified, quoted, type Sql, type SqlValue } from "./sql.ts";
import { isFirstChange } from "./versions.ts";

/**
 * What a table itself gives its rows: slugs and numbers, which are fields, and in columns that are none, since when they have
 * what they hold, and the version. Without a call, nobody knows what time it is, and versions are not counted.
 */
export class OwnValues {
  readonly #sql: Sql;
  readonly #definition: AnyDefinition;
  readonly #call: Call | undefined;
  readonly #slugs: Slugs;
  readonly #counting: Counting;

  constructor(sql: Sql, definition: AnyDefinition, call: Call | undefined) {
    this.#sql = sql;
    this.#definition = definition;
    this.#call = call;
    this.#slugs = new Slugs(sql, definition);
    this.#counting = new Counting(sql, definition);
  }

  /** Fields of a new row. */
  ofNew(row: object): Record<string, string | number | null> {
    return { ...this.#slugs.ofNew(row), ...this.#counting.ofNew(row) };
  }

  /** Fields that a change gives otherwise. */
  ofChange(
    key: string | number,
    change: object,
    current: () => object,
  ): Record<string, string | number | null> {
    return { ...this.#slugs.ofChange(key, change, current), ...this.#counting.ofChange(change, current) };
  }

  /** Columns of a new row that are no fields; they are the same for all. */
  columnsOfNew(): Map<string, SqlValue> {
    const { since = {}, version, comesAgain } = this.#definition;
    const columns = new Map<string, SqlValue>();
    for (const column of Object.values(since)) columns.set(column, this.#now);
    // A moment is later than all versions of a row that had the key before: no call changes it each millisecond.
    if (version !== undefined && comesAgain === true) columns.set(version, Date.parse(this.#now ?? "") || 1);
    return columns;
  }

  /** Columns that say since when a row has what a change of the fields gives. */
  columnsOfChange(given: readonly string[]): Map<string, SqlValue> {
    const { since = {}, key } = this.#definition;
    // Since when there is a row is no change's to say, though one that replaces it gives the key as well.
    const changed = Object.entries(since).filter(([field]) => field !== key && given.includes(field));
    return new Map(changed.map(([, column]) => [column, this.#now]));
  }

  /** What the call goes on to change of a row that it has made is of the first version as well. */
  countNew(key: string | number): void {
    this.countedBy(key);
  }

  /** Columns that go up by one since the call changes the row: its version, once. */
  countedBy(key: string | number): string[] {
    const { name, version } = this.#definition;
    if (version === undefined || this.#call === undefined) return [];
    return isFirstChange(this.#call, `${quoted(name)} ${key}`) ? [version] : [];
  }

  /** The version of the row with this key; undefined without such a row. */
  version(key: string | number): number | undefined {
    const { name, version = "", key: field } = this.#definition;
    const which = `${qualified(name, columnOf(this.#definition, field))} = ?`;
    const query = `SELECT ${qualified(name, version)} AS "version" FROM ${quoted(name)} WHERE ${which}`;
    return this.#sql.exec<{ version: number }>(query, key).toArray()[0]?.version;
  }

  get #now(): string | null {
    return this.#call?.now ?? null;
  }
}
