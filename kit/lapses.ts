import type { MiddlewareHandler } from "hono";
import { anyCall, type Call } from "./call.ts";
import { storedValues } from "./columns.ts";
import { today } from "./compare.ts";
import { type AnyDefinition, columnOf, type RowLapse } from "./definition.ts";
import { Refusal } from "./refusal.ts";
import { qualified, quoted, type Sql, type Storage } from "./sql.ts";
import { sinceItems } from "./upkeep.ts";

type Key = string | number;

/** A table whose rows change or go by themselves. */
export interface LapsingTable {
  readonly definition: AnyDefinition;
  plain(call: Call, storage: Storage): { renew(key: Key): void; delete(key: Key): unknown };
}

/**
 * Before each call, what is due by its moment lapses, in the order in which it was due: whatever the call asks, it finds
 * things as they are by then. With nothing due that costs a look at an index for each way to lapse.
 */
export function lapsing(storage: Storage, tables: readonly LapsingTable[]): MiddlewareHandler {
  const lapses = new Lapses(storage, tables);
  return async ({ req }, next) => {
    lapses.settle(anyCall(req.raw, {}));
    await next();
  };
}

/** What happens to the rows of some tables by themselves. */
export class Lapses {
  readonly #storage: Storage;
  readonly #tables: readonly LapsingTable[];
  #isBegun = false;

  constructor(storage: Storage, tables: readonly LapsingTable[]) {
    this.#storage = storage;
    this.#tables = tables;
  }

  /** Lets happen what is due at the moment of the call. The caller is nobody. */
  settle(call: Call): void {
    if (!this.#isBegun) this.#storage.transactionSync(() => this.#begin(call.now));
    this.#isBegun = true;
    if (!this.#tables.some((table) => this.#isDue(table, call))) return;
    this.#storage.transactionSync(() => {
      const staying = new Set<string>();
      while (this.#pass(call, staying));
    });
  }

  get #sql(): Sql {
    return this.#storage.sql;
  }

  /**
   * Rows that another release has written may not say since when they are as they are, or say what is no longer true.
   * They count from now.
   */
  #begin(now: string): void {
    for (const { definition } of this.#tables) {
      for (const [item, column] of sinceItems(definition)) {
        const query = "INSERT INTO kept_values (item) VALUES (?) ON CONFLICT DO NOTHING RETURNING item";
        if (this.#sql.exec(query, item).toArray().length === 0) continue;
        this.#sql.exec(`UPDATE ${quoted(definition.name)} SET ${quoted(column)} = ?`, now).toArray();
      }
    }
  }

  #isDue({ definition: { name, lapses = [] } }: LapsingTable, call: Call): boolean {
    return lapses.some(({ due }) => {
      const { text, bindings } = due(call);
      const query = `SELECT 1 FROM ${quoted(name)} WHERE ${text} LIMIT 1`;
      return this.#sql.exec(query, ...bindings).toArray().length > 0;
    });
  }

  /** To each row the first thing happens that is due, if any. Whether there may be more. */
  #pass(call: Call, staying: Set<string>): boolean {
    let isChanged = false;
    const { size } = staying;
    for (const table of this.#tables) {
      for (const { key, at, lapse } of this.#firstOfEach(table, call, staying)) {
        if (this.#happen(table, { key, at, lapse, call })) isChanged = true;
        else staying.add(nameOf(table, key));
      }
    }
    const isMore = isChanged || staying.size > size;
    // What has happened to others may let them go.
    if (isChanged) staying.clear();
    return isMore;
  }

  /** What is due first of each row, the earliest first; of equal ones, what is said first. */
  #firstOfEach(table: LapsingTable, call: Call, staying: ReadonlySet<string>): Due[] {
    const { definition } = table;
    const first = new Map<Key, Due>();
    for (const lapse of definition.lapses ?? []) {
      const [at, due] = [lapse.at(call), lapse.due(call)];
      const key = qualified(definition.name, columnOf(definition, definition.key));
      const rows = this.#sql
        .exec<{ key: Key; at: string }>(
          `SELECT ${key} AS "key", ${at.text} AS "at" FROM ${quoted(definition.name)} WHERE ${due.text}`,
          ...at.bindings,
          ...due.bindings,
        )
        .toArray();
      for (const row of rows) {
        const known = first.get(row.key);
        if (lapse.sets === undefined && staying.has(nameOf(table, row.key))) continue;
        if (known === undefined || row.at < known.at) first.set(row.key, { ...row, lapse });
      }
    }
    return [...first.values()].sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  }

  /** Whether it could: a row may have gone with another, and one that others need stays. */
  #happen(table: LapsingTable, { key, at, lapse, call }: Due & { call: Call }): boolean {
    const { definition } = table;
    const then: Call = { ...call, now: at, today: today(at) };
    if (lapse.sets === undefined) {
      try {
        table.plain(then, this.#storage).delete(key);
        return true;
      } catch (error) {
        if (error instanceof Refusal && ["notFound", "stillReferenced"].includes(error.kind)) return false;
        throw error;
      }
    }
    const values = lapse.sets(at);
    const stored = storedValues(definition, values, Object.keys(values));
    for (const [field, since] of Object.entries(definition.since ?? {}))
      if (Object.hasOwn(values, field)) stored.set(since, at);
    const counted = definition.version === undefined ? [] : [quoted(definition.version)];
    const columns = [
      ...[...stored.keys()].map((column) => `${quoted(column)} = ?`),
      ...counted.map((column) => `${column} = ${column} + 1`),
    ].join(", ");
    const which = quoted(columnOf(definition, definition.key));
    const query = `UPDATE ${quoted(definition.name)} SET ${columns} WHERE ${which} = ? RETURNING 1`;
    const changed = this.#sql.exec(query, ...stored.values(), key).toArray().length > 0;
    if (changed && setsAtChange(definition)) this.#renew(table, key, then);
    return changed;
  }

  /** What is written by hand may refuse a change, and nobody can be refused what happens by itself: then it stays. */
  #renew(table: LapsingTable, key: Key, then: Call): void {
    try {
      table.plain(then, this.#storage).renew(key);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
}

/** What is due of a row, and since when. */
interface Due {
  key: Key;
  at: string;
  lapse: RowLapse;
}

function nameOf({ definition }: LapsingTable, key: Key): string {
  return `${definition.name} ${key}`;
}

function setsAtChange({ live, byHand }: AnyDefinition): boolean {
  return live?.atChange !== undefined || byHand?.atChange !== undefined;
}
