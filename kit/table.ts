import type { Call } from "./call.ts";
import { storedValues } from "./columns.ts";
import { refusing, unknownReference } from "./constraint.ts";
import { type AnyDefinition, columnOf, type TableDefinition } from "./definition.ts";
import { Dependents } from "./dependents.ts";
import type { Fragment } from "./fragment.ts";
import { HandRows } from "./hand-rows.ts";
import { KeptReads } from "./kept-reads.ts";
import type { ListQuery } from "./list.ts";
import { Listing, type Read } from "./listing.ts";
import { LiveRows } from "./live.ts";
import { OwnValues } from "./own-values.ts";
import { notFound, type Refusal, type RefusalOptions, refusalOf } from "./refusal.ts";
import { readRows, type StoredRow } from "./rows.ts";
import { qualified, quoted, type Sql, type SqlValue, type Storage } from "./sql.ts";
import { type Statements, statementsOf } from "./statements.ts";
import { atEnd } from "./step.ts";
import { TableColumns } from "./table-columns.ts";
import { Uniqueness } from "./uniqueness.ts";
import { carrying, readValue } from "./value.ts";
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
  readonly #columns: TableColumns;
  readonly #view: View | undefined;
  readonly #live: LiveRows | undefined;
  readonly #byHand: HandRows | undefined;
  /** The table as rows are read from it, by the table's own name: what is worked out is there, what is hidden is not. */
  readonly #source: Fragment;
  readonly #statements: Statements;
  readonly #kept: KeptReads | undefined;
  readonly #listing: Listing;
  readonly #uniqueness: Uniqueness;
  readonly #dependents: Dependents;
  readonly #own: OwnValues;

  constructor(sql: Sql, definition: TableDefinition<Row, Computed>, view?: View) {
    this.definition = definition as AnyDefinition;
    this.#view = view;
    this.#sql = sql;
    this.#noun = definition.noun;
    this.#name = quoted(definition.name);
    this.#live = view && liveRows(sql, this.definition, view.call);
    this.#byHand = view && this.definition.byHand && new HandRows(this.definition.byHand, view);
    this.#columns = new TableColumns(this.definition, this.#live?.computed);
    this.#source = (view?.isWhole ? this.#live?.all : this.#live?.seen) ?? { text: this.#name, bindings: [] };
    this.#kept = view === undefined && definition.cachesLists ? new KeptReads(sql) : view?.kept;
    const read: Read = (query, bindings) =>
      this.#kept?.read(query, bindings) ?? readRows(sql, query, bindings);
    const { order, read: columns, returned, inserted } = this.#columns;
    const [name, source] = [this.#name, this.#source];
    this.#listing = new Listing(read, { name, noun: definition.noun, source, columns, order });
    this.#uniqueness = new Uniqueness(sql, {
      ...definition,
      key: columnOf(definition, definition.key),
      unique: definition.unique ?? [],
      fieldOf: (column) => this.#columns.fieldOf(column),
    });
    this.#dependents = new Dependents(sql, definition);
    this.#own = new OwnValues(sql, this.definition, view?.call);
    const targets = [
      ...inserted.map((field) => columnOf(definition, field)),
      ...Object.values<string>(definition.folded ?? {}),
      ...this.#own.columnsOfNew().keys(),
    ].map(quoted);
    this.#statements = statementsOf({ name, source: source.text, columns, returned, targets });
  }

  /**
   * The row with this key, among those that have the values of `within`.
   *
   * @throws Refusal (notFound; ruled when it is hidden from the caller with a refusal of its own)
   */
  get(key: string | number, within?: Partial<Row>): Row {
    const { sql, bindings } = this.#columns.one(key, within);
    const isKey = this.#columns.mayBeKey(key);
    const rows = isKey ? this.#read(`${this.#statements.find} WHERE ${sql}`, bindings) : [];
    if (rows.length === 0) this.#live?.checkSeen(key);
    return this.#only(rows, key);
  }

  /** The row with this key; null without one. */
  find(key: string | number | null | undefined): Row | null {
    return key === null || key === undefined || !this.has(key) ? null : this.get(key);
  }

  /** Whether there is a row with this key, among those that have the values of `within`. */
  has(key: string | number, within?: Partial<Row>): boolean {
    if (!this.#columns.mayBeKey(key)) return false;
    const { sql, bindings } = this.#columns.one(key, within);
    const query = `${this.#statements.exists} WHERE ${sql}`;
    return this.#sql.exec(query, ...this.#source.bindings, ...bindings).toArray().length > 0;
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
      const fields = { ...whole, ...this.#own.ofNew(whole) };
      const stored = this.#columns.stored(fields, this.#columns.inserted);
      for (const [column, value] of this.#own.columnsOfNew()) stored.set(column, value);
      this.#uniqueness.checkNew(stored);
      const inserted = this.#guarded(() => this.#rows(this.#statements.insert, [...stored.values()]))[0];
      if (inserted === undefined) throw new Error(`The ${this.#noun} was not stored.`);
      this.#own.countNew(this.#keyOf(inserted));
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
      const own = this.#own.ofChange(key, change, () => this.get(key, within));
      const stored = this.#columns.stored({ ...change, ...own }, [...given, ...Object.keys(own)]);
      for (const [column, value] of this.#own.columnsOfChange(given)) stored.set(column, value);
      return this.#settled(this.#change(key, stored, within, this.#own.countedBy(key)), given);
    });
  }

  /**
   * The entity tag of the version of the row with this key (RFC 9110): strong, in quotes.
   *
   * @throws Refusal (notFound)
   */
  tag(key: string | number): string {
    const version = this.#own.version(key);
    if (version === undefined) throw this.#missing(key);
    return `"${version}"`;
  }

  /** `counting` are columns that go up by one. */
  #change(
    key: string | number,
    stored: ReadonlyMap<string, SqlValue>,
    within?: Partial<Row>,
    counting: readonly string[] = [],
  ): Row {
    if (!this.#columns.mayBeKey(key)) throw this.#missing(key);
    const one = this.#columns.one(key, within);
    this.#uniqueness.checkChange(key, stored, one);
    const assignments = [
      ...[...stored.keys()].map((column) => `${quoted(column)} = ?`),
      ...counting.map((column) => `${quoted(column)} = ${qualified(this.definition.name, column)} + 1`),
    ];
    const query =
      `UPDATE ${this.#name} SET ${assignments.join(", ")} WHERE ${one.sql}` +
      ` RETURNING ${this.#columns.returned}`;
    const changed = this.#guarded(() => this.#rows(query, [...stored.values(), ...one.bindings]));
    return this.#only(changed, key);
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
      const values = Object.fromEntries(set.filter(([field]) => !made.includes(field)));
      const fields = Object.keys(values);
      if (fields.length > 0) this.#change(key, storedValues(this.definition, values, fields, true));
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
    const query = `SELECT ${this.#columns.read} FROM ${live.all.text} WHERE ${this.#columns.key} = ?`;
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
    if (!this.#columns.mayBeKey(key)) throw this.#missing(key);
    const { sql, bindings } = this.#columns.one(key, within);
    if (this.#dependents.any) this.#dependents.detach(this.keys({ text: sql, bindings }));
    const query = `${this.#statements.remove} WHERE ${sql} RETURNING ${this.#columns.returned}`;
    const removed = this.#guarded(() => this.#rows(query, bindings));
    return seen ?? this.#only(removed, key);
  }

  /**
   * Removes all rows, or those that have the values of `within`, with those that go with them.
   *
   * @throws Refusal (stillReferenced) when rows that stay refer to them
   */
  clear(within?: Partial<Row>): void {
    const scope = this.#columns.having(within);
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
    return this.#listing.all(this.#columns.having(within)).map((row) => this.#shown(this.#decode(row)));
  }

  /**
   * The rows that a list's query asks for.
   *
   * @throws Refusal (tooLarge)
   */
  list(query: ListQuery, within?: Partial<Row>): Row[] {
    return this.#listing
      .list(query, this.#columns.having(within))
      .map((row) => this.#shown(this.#decode(row)));
  }

  /** How many rows the query's filters leave. Counts only when the page `shown` does not tell. */
  count(query: ListQuery, shown: number, within?: Partial<Row>): number {
    return this.#listing.count(query, shown, this.#columns.having(within));
  }

  /**
   * One page of a list by cursor, shorter where its rows are very large; `next` is the cursor of the page after it,
   * null at the end.
   */
  page(query: ListQuery, within?: Partial<Row>): { rows: Row[]; next: string | null } {
    const { rows, next } = this.#listing.page(query, this.#columns.having(within));
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
    return { from: ` FROM ${this.#name} WHERE ${this.#columns.key} = ?`, bindings: [key] };
  }

  /** What SQL over the row with this key gives; null without such a row. */
  value<Value = SqlValue>(key: string | number, of: Fragment): Value {
    return readValue<Value>(this.#sql, { of, ...this.#over(key) });
  }

  /** The keys of the rows that the condition picks, in the order, or in that of creation. */
  keys<Key extends string | number = string | number>(where: Fragment, order?: Fragment): Key[] {
    const by = order ?? { text: this.#columns.order, bindings: [] };
    const query = `SELECT ${this.#columns.key} AS "key" FROM ${this.#name} WHERE (${where.text}) ORDER BY ${by.text}`;
    const rows = this.#sql.exec<{ key: Key }>(query, ...where.bindings, ...by.bindings).toArray();
    return rows.map(({ key }) => key);
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
    return notFound(`There is no ${this.#noun} ${key}.`, this.definition.missing);
  }

  /** The columns of a table are those of its Row. */
  #decode(stored: StoredRow): Row {
    return this.#columns.decode(stored) as Row;
  }

  #shown(row: Row): Row {
    return this.#byHand === undefined ? row : Object.assign(row, this.#byHand.shown(row));
  }

  #guarded<Result>(statement: () => Result): Result {
    return refusing(this.#noun, (column) => this.#columns.fieldOf(column), statement);
  }
}

/** What hangs on the call, which all does that functions by hand say. */
function liveRows(sql: Sql, definition: AnyDefinition, call: Call): LiveRows | undefined {
  const { name, byHand, creationOrder: order = "rowid", live = byHand && {} } = definition;
  const key = qualified(name, columnOf(definition, definition.key));
  return live && new LiveRows(sql, live, { name, key, order, call });
}
