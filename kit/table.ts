import { type ColumnType, decode, encode, encodeFolded, isSerial } from "./columns.ts";
import { refusing } from "./constraint.ts";
import { writeCursor } from "./cursor.ts";
import type { ListQuery } from "./list.ts";
import { Refusal } from "./refusal.ts";
import { readRows, type StoredRow } from "./rows.ts";
import { quoted, type Sql, type SqlValue } from "./sql.ts";

export interface TableDefinition<Row> {
  /** The table's name. */
  name: string;
  /** What one row is called in messages. */
  noun: string;
  key: keyof Row & string;
  /** Every column, in the order of the answer. */
  columns: Record<keyof Row & string, ColumnType>;
  /** SQL of the number that grows from one row to the next; `rowid` if left out. */
  creationOrder?: string;
  /** Columns that hold another one without regard to case. */
  folded?: Record<string, string>;
  /** Names of columns that differ from their field's. */
  names?: Record<string, string>;
}

/** The rows of one SQLite table, as the API shows them. Statements are prepared by their text, which never varies. */
export class Table<Row extends object, Serial extends keyof Row = never> {
  readonly #sql: Sql;
  readonly #noun: string;
  readonly #name: string;
  readonly #key: string;
  readonly #keyIsNumber: boolean;
  readonly #order: string;
  /** Column type by field. */
  readonly #types: Map<string, ColumnType>;
  readonly #names: Map<string, string>;
  /** Field by the name of a column that differs from it. */
  readonly #fields: Map<string, string>;
  readonly #folded: Map<string, string>;
  readonly #decoded: [string, "boolean" | "json"][] = [];
  readonly #columns: string;
  readonly #statements: { find: string; insert: string; all: string; count: string; remove: string };
  readonly #inserted: string[];

  constructor(sql: Sql, definition: TableDefinition<Row>) {
    this.#sql = sql;
    this.#noun = definition.noun;
    this.#types = new Map<string, ColumnType>(Object.entries(definition.columns));
    this.#names = new Map<string, string>(Object.entries(definition.names ?? {}));
    this.#folded = new Map<string, string>(Object.entries(definition.folded ?? {}));
    this.#keyIsNumber = this.#types.get(definition.key) === "serial";
    this.#order = definition.creationOrder ?? "rowid";
    for (const [field, type] of this.#types) {
      if (type === "boolean" || type === "json") this.#decoded.push([field, type]);
    }

    const fields = [...this.#types.keys()];
    this.#name = quoted(definition.name);
    this.#key = this.#column(definition.key);
    this.#columns = fields
      .map((field) => (this.#names.has(field) ? `${this.#column(field)} AS ${quoted(field)}` : quoted(field)))
      .join(", ");
    this.#fields = new Map([...this.#names, ...this.#folded].map(([field, column]) => [column, field]));
    this.#inserted = fields.filter((field) => this.#types.get(field) !== "serial");
    const targets = [
      ...this.#inserted.map((field) => this.#column(field)),
      ...[...this.#folded.values()].map(quoted),
    ];
    const values =
      targets.length === 0
        ? "DEFAULT VALUES"
        : `(${targets.join(", ")}) VALUES (${targets.map(() => "?").join(", ")})`;
    this.#statements = {
      find: `SELECT ${this.#columns} FROM ${this.#name} WHERE ${this.#key} = ?`,
      insert: `INSERT INTO ${this.#name} ${values} RETURNING ${this.#columns}`,
      all: `SELECT ${this.#columns} FROM ${this.#name}`,
      count: `SELECT count(*) AS total FROM ${this.#name}`,
      remove: `DELETE FROM ${this.#name}`,
    };
  }

  /**
   * The row with this key, among those that have the values of `within`.
   *
   * @throws Refusal (notFound)
   */
  get(key: string | number, within?: Partial<Row>): Row {
    const scope = this.#scope(within);
    const query = this.#statements.find + (scope.sql && ` AND ${scope.sql}`);
    return this.#only(
      this.#keyIsNumber && !isSerial(key) ? [] : this.#rows(query, [key, ...scope.bindings]),
      key,
    );
  }

  /** Whether there is a row with this key, among those that have the values of `within`. */
  has(key: string | number, within?: Partial<Row>): boolean {
    const scope = this.#scope(within);
    const query = this.#statements.find + (scope.sql && ` AND ${scope.sql}`);
    if (this.#keyIsNumber && !isSerial(key)) return false;
    return this.#rows(query, [key, ...scope.bindings]).length > 0;
  }

  /** @throws Refusal (unknownReference) when a field refers to a row that does not exist; null refers to none */
  checkReference(field: string, key: string | number | null | undefined): void {
    if (key === null || key === undefined) return;
    if (this.#rows(this.#statements.find, [key]).length > 0) return;
    const message = `names no ${this.#noun}`;
    throw new Refusal("unknownReference", `${field}: ${message}.`, [{ field, message }]);
  }

  /** @throws Refusal (conflict) when a unique value is taken */
  insert(row: Omit<Row, Serial>): Row {
    const values = new Map<string, unknown>(Object.entries(row));
    const bindings = this.#inserted.map((field) => encode(values.get(field)));
    for (const field of this.#folded.keys()) bindings.push(encodeFolded(values.get(field)));
    const inserted = this.#guarded(() => this.#rows(this.#statements.insert, bindings))[0];
    if (inserted === undefined) throw new Error(`The ${this.#noun} was not stored.`);
    return inserted;
  }

  /**
   * Sets the fields that `change` has, and gives the row as it is then.
   *
   * @throws Refusal (notFound, conflict)
   */
  update(key: string | number, change: Partial<Row>, within?: Partial<Row>): Row {
    const assignments: string[] = [];
    const bindings: SqlValue[] = [];
    for (const [field, value] of Object.entries(change)) {
      if (value === undefined) continue;
      assignments.push(`${this.#column(field)} = ?`);
      bindings.push(encode(value));
      const folded = this.#folded.get(field);
      if (folded === undefined) continue;
      assignments.push(`${quoted(folded)} = ?`);
      bindings.push(encodeFolded(value));
    }
    if (assignments.length === 0) return this.get(key, within);
    const scope = this.#scope(within);
    const query =
      `UPDATE ${this.#name} SET ${assignments.join(", ")} WHERE ${this.#key} = ?` +
      `${scope.sql && ` AND ${scope.sql}`} RETURNING ${this.#columns}`;
    if (this.#keyIsNumber && !isSerial(key)) return this.#only([], key);
    return this.#only(
      this.#guarded(() => this.#rows(query, [...bindings, key, ...scope.bindings])),
      key,
    );
  }

  /**
   * Removes a row and gives it as it was.
   *
   * @throws Refusal (notFound; stillReferenced when other rows refer to it)
   */
  delete(key: string | number, within?: Partial<Row>): Row {
    const scope = this.#scope(within);
    const query =
      `${this.#statements.remove} WHERE ${this.#key} = ?` +
      `${scope.sql && ` AND ${scope.sql}`} RETURNING ${this.#columns}`;
    if (this.#keyIsNumber && !isSerial(key)) return this.#only([], key);
    return this.#only(
      this.#guarded(() => this.#rows(query, [key, ...scope.bindings])),
      key,
    );
  }

  /** Removes all rows, or those that have the values of `within`. */
  clear(within?: Partial<Row>): void {
    const { sql, bindings } = this.#scope(within);
    this.#guarded(() =>
      this.#sql.exec(this.#statements.remove + (sql && ` WHERE ${sql}`), ...bindings).toArray(),
    );
  }

  /**
   * All rows, or those that have the values of `within`, in order of creation.
   *
   * @throws Refusal (tooLarge)
   */
  all(within?: Partial<Row>): Row[] {
    const { sql, bindings } = this.#scope(within);
    return this.#listed(`${this.#statements.all}${sql && ` WHERE ${sql}`} ORDER BY ${this.#order}`, bindings);
  }

  /**
   * The rows that a list's query asks for.
   *
   * @throws Refusal (tooLarge)
   */
  list(query: ListQuery, within?: Partial<Row>): Row[] {
    const { sql, bindings } = this.#where(query, within);
    const limit = query.size === Number.POSITIVE_INFINITY ? "" : " LIMIT ? OFFSET ?";
    return this.#listed(`${this.#statements.all}${sql} ORDER BY ${this.#orderOf(query)}${limit}`, [
      ...bindings,
      ...(limit === "" ? [] : [query.size, query.offset]),
    ]);
  }

  /** How many rows the query's filters leave. Counts only when the page `shown` does not tell. */
  count(query: ListQuery, shown: number, within?: Partial<Row>): number {
    const { offset, size } = query;
    if (query.after === undefined && shown < size && (shown > 0 || offset === 0)) return offset + shown;
    const { sql, bindings } = this.#where(query, within);
    return (
      this.#sql.exec<{ total: number }>(this.#statements.count + sql, ...bindings).toArray()[0]?.total ?? 0
    );
  }

  /**
   * One page of a list by cursor, shorter where its rows are very large; `next` is the cursor of the page after it,
   * null at the end.
   */
  page(query: ListQuery, within?: Partial<Row>): { rows: Row[]; next: string | null } {
    const { sql, bindings } = this.#where(query, within);
    const { size } = query;
    const sort = query.order?.sql ?? "NULL";
    const after = query.after?.(this.#name, this.#order);
    const where = after === undefined ? sql : `${sql === "" ? " WHERE" : `${sql} AND`} ${after.sql}`;
    const found = readRows(
      this.#sql,
      `SELECT ${this.#columns}, ${this.#order} AS "created last", ${sort} AS "sorted by" FROM ${this.#name}${where}` +
        ` ORDER BY ${this.#orderOf(query)} LIMIT ?`,
      [...bindings, ...(after?.bindings ?? []), size + 1],
    );
    const rows = found.rows.slice(0, size);
    const last = rows.at(-1);
    const next =
      (found.cut || found.rows.length > size) && last !== undefined
        ? writeCursor(query.orderName, Number(last["created last"]), last["sorted by"] ?? null)
        : null;
    for (const row of rows) {
      delete row["created last"];
      delete row["sorted by"];
    }
    return { rows: rows.map((row) => this.#decode(row)), next };
  }

  #column(field: string): string {
    if (!this.#types.has(field)) throw new Error(`The table ${this.#name} has no column for ${field}.`);
    return quoted(this.#names.get(field) ?? field);
  }

  #scope(within: Partial<Row> | undefined): { sql: string; bindings: SqlValue[] } {
    if (within === undefined) return { sql: "", bindings: [] };
    const fields = Object.entries(within);
    return {
      sql: fields.map(([field]) => `${this.#column(field)} = ?`).join(" AND "),
      bindings: fields.map(([, value]) => encode(value)),
    };
  }

  #where(query: ListQuery, within: Partial<Row> | undefined): { sql: string; bindings: SqlValue[] } {
    const scope = this.#scope(within);
    const conditions = scope.sql === "" ? query.conditions : [scope.sql, ...query.conditions];
    return {
      sql: conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`,
      bindings: [...scope.bindings, ...query.bindings],
    };
  }

  /** Ties are broken by the order of creation, in the direction of the sort. */
  #orderOf({ order }: ListQuery): string {
    if (order === undefined) return this.#order;
    const direction = order.descending ? " DESC" : "";
    const tie = `${this.#order}${direction}`;
    return order.sql === this.#order ? tie : `${order.sql}${direction}, ${tie}`;
  }

  #rows(query: string, bindings: SqlValue[]): Row[] {
    const rows = this.#sql.exec<StoredRow>(query, ...bindings).toArray();
    return rows.map((row) => this.#decode(row));
  }

  #listed(query: string, bindings: SqlValue[]): Row[] {
    const { rows, cut } = readRows(this.#sql, query, bindings);
    if (cut) {
      throw new Refusal(
        "tooLarge",
        `This list of ${this.#noun} records is larger than one answer. Ask for fewer.`,
      );
    }
    return rows.map((row) => this.#decode(row));
  }

  #only(rows: Row[], key: string | number): Row {
    const [row] = rows;
    if (row === undefined) throw new Refusal("notFound", `There is no ${this.#noun} ${key}.`);
    return row;
  }

  /** The row is fresh from the database, so it is changed in place. The columns of a table are those of its Row. */
  #decode(stored: StoredRow): Row {
    const row: Record<string, unknown> = stored;
    for (const [field, type] of this.#decoded) row[field] = decode(type, row[field]);
    return row as Row;
  }

  #guarded<Result>(statement: () => Result): Result {
    return refusing(this.#noun, (column) => this.#fields.get(column) ?? column, statement);
  }
}
