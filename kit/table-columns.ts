import { type ColumnType, decode, encode, isSerial, storedValues } from "./columns.ts";
import { type AnyDefinition, columnOf } from "./definition.ts";
import type { StoredRow } from "./rows.ts";
import { qualified, quoted, type SqlValue } from "./sql.ts";
import type { Condition } from "./uniqueness.ts";

/** Fields that are worked out, with how each is read from SQL. */
export type ComputedFields = ReadonlyMap<string, "boolean" | "json" | undefined>;

/** A table's columns: what its fields are in SQL, and what SQLite stores of them. */
export class TableColumns {
  /** SQL of the key, and of the number that grows from one row to the next. */
  readonly key: string;
  readonly order: string;
  /** SQL of all that is read of a row: its fields, those that are worked out among them. */
  readonly read: string;
  /** The same without what is worked out, as a write gives it back. */
  readonly returned: string;
  /** Fields that a new row is stored with: SQLite counts the others up itself. */
  readonly inserted: readonly string[];
  readonly #definition: AnyDefinition;
  readonly #types: ReadonlyMap<string, ColumnType>;
  /** Field by the name of its column, or of the one that holds it without case. */
  readonly #fields = new Map<string, string>();
  readonly #decoded: [string, "boolean" | "json"][] = [];

  constructor(definition: AnyDefinition, computed: ComputedFields = new Map()) {
    this.#definition = definition;
    this.#types = new Map<string, ColumnType>(Object.entries(definition.columns));
    this.key = this.of(definition.key);
    this.order = definition.creationOrder ?? "rowid";
    for (const [field, type] of this.#types) {
      if (type === "boolean" || type === "json") this.#decoded.push([field, type]);
      this.#fields.set(columnOf(definition, field), field);
    }
    for (const [field, column] of Object.entries(definition.folded ?? {})) this.#fields.set(column, field);
    for (const [field, as] of computed) if (as !== undefined) this.#decoded.push([field, as]);
    const fields = [...this.#types.keys()];
    const stored = fields.map((field) => {
      const isRenamed = columnOf(definition, field) !== field;
      return isRenamed ? `${this.of(field)} AS ${quoted(field)}` : this.of(field);
    });
    this.returned = stored.join(", ");
    this.read = [...stored, ...[...computed.keys()].map((field) => qualified(definition.name, field))].join(
      ", ",
    );
    this.inserted = fields.filter((field) => this.#types.get(field) !== "serial");
  }

  /** SQL of a field. */
  of(field: string): string {
    const { name } = this.#definition;
    if (!this.#types.has(field)) throw new Error(`The table ${quoted(name)} has no column for ${field}.`);
    return qualified(name, columnOf(this.#definition, field));
  }

  /** The field that a column holds. */
  fieldOf(column: string): string {
    return this.#fields.get(column) ?? column;
  }

  /** Whether a row could have the key, as a path gives it. */
  mayBeKey(key: string | number): boolean {
    return this.#types.get(this.#definition.key) !== "serial" || isSerial(key);
  }

  /** Which row has the key, and the values. */
  one(key: string | number, values?: object): Condition {
    const { sql, bindings } = this.having(values);
    return { sql: `${this.key} = ?${sql && ` AND ${sql}`}`, bindings: [key, ...bindings] };
  }

  /** Which rows have the values; no condition without any. */
  having(values: object = {}): Condition {
    const fields = Object.entries(values);
    return {
      sql: fields.map(([field]) => `${this.of(field)} = ?`).join(" AND "),
      bindings: fields.map(([field, value]) => encode(value, this.#types.get(field))),
    };
  }

  /** Values of some fields by column as SQLite stores them, those without case among them. */
  stored(row: object, fields: readonly string[]): Map<string, SqlValue> {
    for (const field of fields) this.of(field);
    return storedValues(this.#definition, row, fields);
  }

  /** A row as the API shows it. It is fresh from the database, so it is changed in place. */
  decode(stored: StoredRow): Record<string, unknown> {
    const row: Record<string, unknown> = stored;
    for (const [field, type] of this.#decoded) row[field] = decode(type, row[field]);
    return row;
  }
}
