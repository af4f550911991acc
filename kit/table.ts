import type { Call } from "./call.ts";
import { type ColumnType, decode, encode, isSerial, storedValues } from "./columns.ts";
import { refusing, unknownReference } from "./constraint.ts";
import { Counting } from "./counted.ts";
import { type AnyDefinition, columnOf, type TableDefinition } from "./definition.ts";
import { Dependents } from "./dependents.ts";
import type { Fragment } from "./fragment.ts";
import { HandRows } from "./hand-rows.ts";
import { KeptReads } from "./kept-reads.ts";
import type { ListQuery } from "./list.ts";
import { Listing, type Read } from "./listing.ts";
import { LiveRows } from "./live.ts";
import { Refusal, type RefusalOptions, refusalOf } from "./refusal.ts";
import { readRows, type StoredRow } from "./rows.ts";
import { Slugs } from "./slugs.ts";
import { qualified, quoted, type Sql, type SqlValue, type Storage } from "./sql.ts";
import { type Statements, statementsOf } from "./statements.ts";
import { atEnd } from "./step.ts";
import { type Condition, Uniqueness } from "./uniqueness.ts";
import { carrying, readValue } from "./value.ts";
import { isFirstChange } from "./versions.ts";
import type { View } from "./view.ts";

/**
 * The rows of one SQLite table, as the API shows them. Statements are prepared by their text, which varies only with
 * the query. `Made` are fields that the service sets itself, `Computed` those among them that are not stored.
 */
export class Table<Row extends object, Made extends keyof Row = never, Computed extends keyof Row = never> {
  readonly definition: AnyDefinition;
  readonly #sql: Sql;
  readonly #noun: string;
  readonly #name: string;
  readonly #key: string;
  readonly #keyIsNumber: boolean;
  readonly #order: string;
  /** Column type by field. */
  readonly #types: Map<string, ColumnType>;
  /** Field by the name of its column, or of the one that holds it without case. */
  readonly #fields = new Map<string, string>();
  readonly #decoded: [string, "boolean" | "json"][] = [];
  readonly #view: View | undefined;
  readonly #live: LiveRows | undefined;
  readonly #byHand: HandRows | undefined;
  /** The table as rows are read from it, by the table's own name: what is worked out is there, what is hidden is not. */
  readonly #source: Fragment;
  readonly #columns: string;
  /** The columns without what is worked out, as a write gives them back. */
  readonly #returned: string;
  readonly #statements: Statements;
  readonly #inserted: string[];
  readonly #kept: KeptReads | undefined;
  readonly #listing: Listing;
  readonly #uniqueness: Uniqueness;
  readonly #dependents: Dependents;
  readonly #counting: Counting;
  readonly #slugs: Slugs;

  constructor(sql: Sql, definition: TableDefinition<Row, Computed>, view?: View) {
    this.definition = definition as AnyDefinition;
    this.#view = view;
    this.#sql = sql;
    this.#noun = definition.noun;
    this.#types = new Map<string, ColumnType>(Object.entries(definition.columns));
    const folded = Object.entries<string>(definition.folded ?? {});
    this.#keyIsNumber = this.#types.get(definition.key) === "serial";
    this.#order = definition.creationOrder ?? "rowid";
    for (const [field, type] of this.#types) {
      if (type === "boolean" || type === "json") this.#decoded.push([field, type]);
      this.#fields.set(columnOf(definition, field), field);
    }
    for (const [field, column] of folded) this.#fields.set(column, field);

    const fields = [...this.#types.keys()];
    this.#name = quoted(definition.name);
    this.#key = this.#column(definition.key);
    const stored = fields.map((field) => {
      const renamed = columnOf(definition, field) !== field;
      return renamed ? `${this.#column(field)} AS ${quoted(field)}` : this.#column(field);
    });
    const options = { name: definition.name, key: this.#key, order: this.#order };
    // What functions by hand say hangs on the call as well.
    const live = definition.live ?? (definition.byHand && {});
    this.#live = view && live && new LiveRows(sql, live, { ...options, call: view.call });
    this.#byHand = view && this.definition.byHand && new HandRows(this.definition.byHand, view);
    for (const [field, as] of this.#live?.computed ?? [])
      if (as !== undefined) this.#decoded.push([field, as]);
    const computed = [...(this.#live?.computed.keys() ?? [])].map((field) =>
      qualified(definition.name, field),
    );
    this.#source = (view?.isWhole ? this.#live?.all : this.#live?.seen) ?? { text: this.#name, bindings: [] };
    this.#columns = [...stored, ...computed].join(", ");
    this.#returned = stored.join(", ");
    const kept = view === undefined && definition.cachesLists ? new KeptReads(sql) : view?.kept;
    this.#kept = kept;
    const read: Read =
      kept === undefined
        ? (query, bindings) => readRows(sql, query, bindings)
        : (query, bindings) => kept.read(query, bindings);
    this.#listing = new Listing(read, {
      name: this.#name,
      noun: definition.noun,
      source: this.#source,
      columns: this.#columns,
      order: this.#order,
    });
    this.#inserted = fields.filter((field) => this.#types.get(field) !== "serial");
    this.#uniqueness = new Uniqueness(sql, {
      ...definition,
      key: columnOf(definition, definition.key),
      unique: definition.unique ?? [],
      fieldOf: (column) => this.#fields.get(column) ?? column,
    });
    this.#dependents = new Dependents(sql, definition);
    this.#counting = new Counting(sql, this.definition);
    this.#slugs = new Slugs(sql, this.definition);
    const targets = [
      ...this.#inserted.map((field) => quoted(columnOf(definition, field))),
      ...folded.map(([, column]) => quoted(column)),
      ...Object.values(definition.since ?? {}).map(quoted),
      ...this.#versionOfNew.map(quoted),
    ];
    this.#statements = statementsOf({
      name: this.#name,
      key: this.#key,
      source: this.#source.text,
      columns: this.#columns,
      returned: this.#returned,
      targets,
    });
  }

  /**
   * The row with this key, among those that have the values of `within`.
   *
   * @throws Refusal (notFound; ruled when it is hidden from the caller with a refusal of its own)
   */
  get(key: string | number, within?: Partial<Row>): Row {
    const scope = this.#scope(within);
    const query = this.#statements.find + (scope.sql && ` AND ${scope.sql}`);
    const isKey = !this.#keyIsNumber || isSerial(key);
    const rows = isKey ? this.#read(query, [key, ...scope.bindings]) : [];
    if (rows.length === 0) this.#live?.checkSeen(key);
    return this.#only(rows, key);
  }

  /** The row with this key; null without one. */
  find(key: string | number | null | undefined): Row | null {
    return key === null || key === undefined || !this.has(key) ? null : this.get(key);
  }

  /** Whether there is a row with this key, among those that have the values of `within`. */
  has(key: string | number, within?: Partial<Row>): boolean {
    if (this.#keyIsNumber && !isSerial(key)) return false;
    const scope = this.#scope(within);
    const query = this.#statements.exists + (scope.sql && ` AND ${scope.sql}`);
    return this.#sql.exec(query, ...this.#source.bindings, key, ...scope.bindings).toArray().length > 0;
  }

  /**
   * Null refers to none. A refusal of the reference's own may carry values.
   *
   * @throws Refusal (unknownReference) when a field refers to a row that does not exist
   */
  checkReference(
    field: string,
    key: string | number | null | undefined,
    refusal?: RefusalOptions,
    carried: Record<string, Fragment> = {},
  ): void {
    if (key === null || key === undefined || this.has(key)) return;
    throw unknownReference(this.#noun, field, refusal && carrying(this.#sql, refusal, carried));
  }

  /**
   * A new row. What the service sets at creation may be `given` all the same, and is not worked out then.
   *
   * @throws Refusal (conflict) when a unique value is taken; (ruled) when the row breaks a rule
   */
  insert(row: Omit<Row, Made>, given: Partial<Pick<Row, Exclude<Made, Computed>>> = {}): Row {
    return this.#whole(() => {
      const whole = { ...row, ...given };
      const own = { ...this.#slugs.ofNew(whole), ...this.#counting.ofNew(whole) };
      const stored = this.#stored({ ...whole, ...own }, this.#inserted);
      for (const since of Object.values(this.definition.since ?? {})) stored.set(since, this.#now);
      // A moment is later than all versions of a row that had the key before: no call changes it each millisecond.
      for (const version of this.#versionOfNew) stored.set(version, Date.parse(this.#now ?? "") || 1);
      this.#uniqueness.checkNew(stored);
      const inserted = this.#guarded(() => this.#rows(this.#statements.insert, [...stored.values()]))[0];
      if (inserted === undefined) throw new Error(`The ${this.#noun} was not stored.`);
      this.#isFirstChange(this.#keyOf(inserted));
      return this.#settled(inserted, undefined, Object.keys(given));
    });
  }

  /**
   * Sets the fields that `change` has, and gives the row as it is then.
   *
   * @throws Refusal (notFound, conflict; ruled when the row would break a rule)
   */
  update(key: string | number, change: Partial<Row>, within?: Partial<Row>): Row {
    const given = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    if (given.length === 0 || (this.#live !== undefined && !this.has(key, within)))
      return this.get(key, within);
    return this.#whole(() => {
      const current = () => this.get(key, within);
      const own = {
        ...this.#slugs.ofChange(key, change, current),
        ...this.#counting.ofChange(change, current),
      };
      const stored = this.#stored({ ...change, ...own }, [...given, ...Object.keys(own)]);
      const { since = {}, version } = this.definition;
      // Since when there is a row is no change's to say, though one that replaces it gives the key as well.
      for (const [field, column] of Object.entries(since))
        if (field !== this.definition.key && given.includes(field)) stored.set(column, this.#now);
      const counting = version !== undefined && this.#isFirstChange(key) ? [version] : [];
      return this.#settled(this.#change(key, stored, within, counting), given);
    });
  }

  /** The moment of the call that the table is looked at in. */
  get #now(): string | null {
    return this.#view?.call.now ?? null;
  }

  /** The column of the version, where a new row does not begin with the first one. */
  get #versionOfNew(): string[] {
    const { version, comesAgain } = this.definition;
    return version !== undefined && comesAgain === true ? [version] : [];
  }

  #isFirstChange(key: string | number): boolean {
    return this.#view !== undefined && isFirstChange(this.#view.call, `${this.#name} ${key}`);
  }

  /**
   * The entity tag of the version of the row with this key (RFC 9110): strong, in quotes.
   *
   * @throws Refusal (notFound)
   */
  tag(key: string | number): string {
    const { version = "" } = this.definition;
    const query = `SELECT ${qualified(this.definition.name, version)} AS "version" FROM ${this.#name} WHERE ${this.#key} = ?`;
    const [row] = this.#sql.exec<{ version: number }>(query, key).toArray();
    if (row === undefined) throw this.#missing(key);
    return `"${row.version}"`;
  }

  /** `counting` are columns that go up by one. */
  #change(
    key: string | number,
    stored: ReadonlyMap<string, SqlValue>,
    within?: Partial<Row>,
    counting: readonly string[] = [],
  ): Row {
    if (this.#keyIsNumber && !isSerial(key)) return this.#only([], key);
    const scope = this.#scope(within);
    this.#uniqueness.checkChange(key, stored, scope);
    const assignments = [
      ...[...stored.keys()].map((column) => `${quoted(column)} = ?`),
      ...counting.map((column) => `${quoted(column)} = ${qualified(this.definition.name, column)} + 1`),
    ];
    const query =
      `UPDATE ${this.#name} SET ${assignments.join(", ")} WHERE ${this.#key} = ?` +
      `${scope.sql && ` AND ${scope.sql}`} RETURNING ${this.#returned}`;
    return this.#only(
      this.#guarded(() => this.#rows(query, [...stored.values(), key, ...scope.bindings])),
      key,
    );
  }

  /**
   * A row just written, with what the service sets itself, once it breaks no rule: as it is read then. `given` are the
   * fields of a change, `made` those of a new row.
   */
  #settled(written: Row, given?: readonly string[], made: readonly string[] = []): Row {
    const live = this.#live;
    if (live === undefined) return written;
    const key = this.#keyOf(written);
    this.#set(key, live, given, made);
    this.#judge(key, live);
    return this.#shown(this.#row(key, live));
  }

  #set(key: string | number, live: LiveRows, given?: readonly string[], made: readonly string[] = []): void {
    for (const set of live.set(key, given)) {
      const columns = set
        .filter(([field]) => !made.includes(field))
        .map(([field, value]) => [columnOf(this.definition, field), value] as const);
      if (columns.length > 0) this.#change(key, new Map(columns));
    }
    const isNew = given === undefined;
    if (this.#byHand?.sets(isNew)) {
      const set = this.#byHand.set(this.#row(key, live), isNew);
      this.#change(key, storedValues(this.definition, set, Object.keys(set)));
    }
  }

  /** Sets anew what the service sets at each change of a row, and judges no rule. */
  renew(key: string | number): void {
    if (this.#live !== undefined) this.#set(key, this.#live, []);
  }

  /** @throws Refusal of a rule that the row breaks, at the end of the call's step where it is in one */
  #judge(key: string | number, live: LiveRows): void {
    const judge = () => {
      live.check(key);
      if (this.#byHand?.hasRules && this.has(key)) this.#byHand.check(this.#row(key, live));
    };
    if (this.#view === undefined) judge();
    else atEnd(this.#view.call, `${this.#name} ${key}`, judge);
  }

  #row(key: string | number, live: LiveRows): Row {
    const query = `SELECT ${this.#columns} FROM ${live.all.text} WHERE ${this.#key} = ?`;
    return this.#only(this.#rows(query, [...live.all.bindings, key]), key);
  }

  #keyOf(row: Row): string | number {
    const key = Object.entries(row).find(([field]) => field === this.definition.key)?.[1];
    return typeof key === "number" ? key : String(key);
  }

  /** All of the work or nothing, where rules may undo what has been written. */
  #whole<Result>(work: () => Result): Result {
    return this.#view === undefined ? work() : this.#view.storage.transactionSync(work);
  }

  /**
   * Removes a row, with those that go with it, and gives it as it was.
   *
   * @throws Refusal (notFound; stillReferenced when other rows refer to it)
   */
  delete(key: string | number, within?: Partial<Row>): Row {
    // What is worked out goes with the row.
    const seen = this.#live === undefined ? undefined : this.get(key, within);
    const scope = this.#scope(within);
    const query =
      `${this.#statements.remove} WHERE ${this.#key} = ?` +
      `${scope.sql && ` AND ${scope.sql}`} RETURNING ${this.#returned}`;
    if (this.#keyIsNumber && !isSerial(key)) return this.#only([], key);
    if (this.#dependents.any) {
      this.#dependents.detach(
        this.keys({
          text: `${this.#key} = ?${scope.sql && ` AND ${scope.sql}`}`,
          bindings: [key, ...scope.bindings],
        }),
      );
    }
    const removed = this.#guarded(() => this.#rows(query, [key, ...scope.bindings]));
    return seen ?? this.#only(removed, key);
  }

  /**
   * Removes all rows, or those that have the values of `within`, with those that go with them.
   *
   * @throws Refusal (stillReferenced) when rows that stay refer to them
   */
  clear(within?: Partial<Row>): void {
    const scope = this.#scope(within);
    if (this.#live !== undefined) {
      for (const row of this.all(within)) this.delete(this.#keyOf(row));
      return;
    }
    if (this.#dependents.any)
      this.#dependents.detach(this.keys({ text: scope.sql || "1", bindings: scope.bindings }));
    this.#guarded(() =>
      this.#sql
        .exec(this.#statements.remove + (scope.sql && ` WHERE ${scope.sql}`), ...scope.bindings)
        .toArray(),
    );
  }

  /**
   * All rows, or those that have the values of `within`, in order of creation.
   *
   * @throws Refusal (tooLarge)
   */
  all(within?: Partial<Row>): Row[] {
    return this.#listing.all(this.#scope(within)).map((row) => this.#shown(this.#decode(row)));
  }

  /**
   * The rows that a list's query asks for.
   *
   * @throws Refusal (tooLarge)
   */
  list(query: ListQuery, within?: Partial<Row>): Row[] {
    return this.#listing.list(query, this.#scope(within)).map((row) => this.#shown(this.#decode(row)));
  }

  /** How many rows the query's filters leave. Counts only when the page `shown` does not tell. */
  count(query: ListQuery, shown: number, within?: Partial<Row>): number {
    return this.#listing.count(query, shown, this.#scope(within));
  }

  /**
   * One page of a list by cursor, shorter where its rows are very large; `next` is the cursor of the page after it,
   * null at the end.
   */
  page(query: ListQuery, within?: Partial<Row>): { rows: Row[]; next: string | null } {
    const { rows, next } = this.#listing.page(query, this.#scope(within));
    return { rows: rows.map((row) => this.#shown(this.#decode(row))), next };
  }

  /** The table as the call sees it: with what is worked out, without what is hidden from its caller. */
  at(call: Call, storage: Storage): Table<Row, Made, Computed> {
    return this.#looked({ storage, call, kept: this.#kept });
  }

  /** The same with what is hidden from the caller, for what the service itself does. */
  whole(call: Call, storage: Storage): Table<Row, Made, Computed> {
    return this.#looked({ storage, call, isWhole: true });
  }

  /** The same without what functions written by hand show: for what they read themselves. */
  plain(call: Call, storage: Storage): Table<Row, Made, Computed> {
    return this.#looked({ storage, call, isWhole: true, isPlain: true });
  }

  #looked(view: View): Table<Row, Made, Computed> {
    return new Table(this.#sql, this.definition as TableDefinition<Row, Computed>, view);
  }

  /** @throws Refusal (ruled), with the values, unless the condition is true of the row with this key */
  require(
    key: string | number,
    condition: Fragment,
    refusal: RefusalOptions,
    carried: Record<string, Fragment> = {},
  ): void {
    if (this.value(key, condition) !== 1)
      throw refusalOf(carrying(this.#sql, refusal, carried, this.#over(key)));
  }

  /** A statement's end that leaves the row with this key. */
  #over(key: string | number): { from: string; bindings: SqlValue[] } {
    return { from: ` FROM ${this.#name} WHERE ${this.#key} = ?`, bindings: [key] };
  }

  /** What SQL over the row with this key gives; null without such a row. */
  value<Value = SqlValue>(key: string | number, of: Fragment): Value {
    return readValue<Value>(this.#sql, { of, ...this.#over(key) });
  }

  /** The keys of the rows that the condition picks, in the order, or in that of creation. */
  keys<Key extends string | number = string | number>(where: Fragment, order?: Fragment): Key[] {
    const by = order ?? { text: this.#order, bindings: [] };
    const query = `SELECT ${this.#key} AS "key" FROM ${this.#name} WHERE (${where.text}) ORDER BY ${by.text}`;
    const rows = this.#sql.exec<{ key: Key }>(query, ...where.bindings, ...by.bindings).toArray();
    return rows.map(({ key }) => key);
  }

  #column(field: string): string {
    if (!this.#types.has(field)) throw new Error(`The table ${this.#name} has no column for ${field}.`);
    return qualified(this.definition.name, columnOf(this.definition, field));
  }

  /** Values by column as SQLite stores them, those without case among them. */
  #stored(row: object, fields: readonly string[]): Map<string, SqlValue> {
    for (const field of fields) this.#column(field);
    return storedValues(this.definition, row, fields);
  }

  #scope(within: Partial<Row> | undefined): Condition {
    const fields = Object.entries(within ?? {});
    return {
      sql: fields.map(([field]) => `${this.#column(field)} = ?`).join(" AND "),
      bindings: fields.map(([, value]) => encode(value)),
    };
  }

  #rows(query: string, bindings: SqlValue[]): Row[] {
    const rows = this.#sql.exec<StoredRow>(query, ...bindings).toArray();
    return rows.map((row) => this.#decode(row));
  }

  /** Rows of a query of the source, whose own values come first. */
  #read(query: string, bindings: SqlValue[]): Row[] {
    return this.#rows(query, [...this.#source.bindings, ...bindings]).map((row) => this.#shown(row));
  }

  #only(rows: Row[], key: string | number): Row {
    const [row] = rows;
    if (row === undefined) throw this.#missing(key);
    return row;
  }

  #missing(key: string | number): Refusal {
    return new Refusal("notFound", `There is no ${this.#noun} ${key}.`);
  }

  /** The row is fresh from the database, so it is changed in place. The columns of a table are those of its Row. */
  #decode(stored: StoredRow): Row {
    const row: Record<string, unknown> = stored;
    for (const [field, type] of this.#decoded) row[field] = decode(type, row[field]);
    return row as Row;
  }

  #shown(row: Row): Row {
    return this.#byHand === undefined ? row : Object.assign(row, this.#byHand.shown(row));
  }

  #guarded<Result>(statement: () => Result): Result {
    return refusing(this.#noun, (column) => this.#fields.get(column) ?? column, statement);
  }
}
