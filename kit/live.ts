import type { Call } from "./call.ts";
import type { LiveDefinition } from "./definition.ts";
import type { Fragment } from "./fragment.ts";
import { refusalOf } from "./refusal.ts";
import { quoted, type Sql, type SqlValue } from "./sql.ts";
import { readAs } from "./value.ts";

export interface LiveRowsOptions {
  /** The table's name. */
  name: string;
  /** SQL of its key, and of the number that grows with each creation. */
  key: string;
  order: string;
  call: Call;
}

/** What hangs on the call: values that are worked out, rows that are hidden, rules. */
export class LiveRows {
  /** How each field that is worked out is read from SQL. */
  readonly computed = new Map<string, "boolean" | "json" | undefined>();
  /** The table with what is worked out, under its own name; `seen` without the rows that are hidden from the caller. */
  readonly all: Fragment;
  readonly seen: Fragment;
  readonly #sql: Sql;
  readonly #definition: LiveDefinition;
  readonly #options: LiveRowsOptions;

  constructor(sql: Sql, definition: LiveDefinition, options: LiveRowsOptions) {
    this.#sql = sql;
    this.#definition = definition;
    this.#options = options;
    const { name, order, call } = options;
    const columns: Fragment[] = Object.entries(definition.shown ?? {}).map(([column, of]) => {
      const { text, bindings } = of(call);
      return { text: `(${text}) AS ${quoted(column)}`, bindings };
    });
    // Of two columns of one name, SQLite takes the first.
    columns.push({ text: `${quoted(name)}.*`, bindings: [] });
    if (!order.includes('"'))
      columns.push({ text: `${quoted(name)}.${order} AS ${quoted(order)}`, bindings: [] });
    for (const [field, of] of Object.entries(definition.computed ?? {})) {
      const { text, bindings, as } = of(call);
      this.computed.set(field, as);
      columns.push({ text: `(${text}) AS ${quoted(field)}`, bindings });
    }
    const listed = columns.map(({ text }) => text).join(", ");
    const bindings = columns.flatMap((column) => column.bindings);
    const from = `(SELECT ${listed} FROM ${quoted(name)}`;
    this.all = { text: `${from}) AS ${quoted(name)}`, bindings };
    const visible = definition.visible?.(call);
    this.seen =
      visible === undefined
        ? this.all
        : {
            text: `${from} WHERE ${visible.text}) AS ${quoted(name)}`,
            bindings: [...bindings, ...visible.bindings],
          };
  }

  /**
   * Values of the fields that the service sets itself, worked out over the row with the key: those of each turn once
   * the ones before are stored. `given` are the fields that a change gives; a new row has none of it.
   */
  *set(key: string | number, given?: readonly string[]): Generator<[string, SqlValue][]> {
    const { atGiven, atCreation, atChange } = this.#definition;
    const { call } = this.#options;
    const whole = Object.entries(atGiven?.(call) ?? {});
    yield this.#values(
      key,
      whole.filter(([field]) => given?.includes(field) !== false),
    );
    yield this.#values(
      key,
      Object.entries({ ...(given === undefined ? atCreation?.(call) : {}), ...atChange?.(call) }),
    );
  }

  #values(key: string | number, values: [string, Fragment][]): [string, SqlValue][] {
    if (values.length === 0) return [];
    const [row = {}] = this.#over(
      key,
      values.map(([, of]) => of),
    );
    return values.map(([field], index) => [field, row[`v${index}`] ?? null]);
  }

  /** @throws Refusal (ruled) of the first rule that the row with the key breaks */
  check(key: string | number): void {
    const rules = this.#definition.rules?.(this.#options.call) ?? [];
    if (rules.length === 0) return;
    const [row = {}] = this.#over(
      key,
      rules.map(({ holds }) => holds),
    );
    const broken = rules.find((_, index) => row[`v${index}`] === 0);
    if (broken === undefined) return;
    const carried = Object.entries(broken.with ?? {});
    if (carried.length === 0) throw refusalOf(broken.refusal);
    const [values = {}] = this.#over(
      key,
      carried.map(([, value]) => value),
    );
    const told = carried.map(([name, value], index) => [name, readAs(value, values[`v${index}`] ?? null)]);
    throw refusalOf({ ...broken.refusal, with: Object.fromEntries(told) });
  }

  #over(key: string | number, values: readonly Fragment[]): Record<string, SqlValue>[] {
    const { name, key: keyColumn } = this.#options;
    const listed = values.map(({ text }, index) => `(${text}) AS "v${index}"`).join(", ");
    return this.#sql
      .exec<Record<string, SqlValue>>(
        `SELECT ${listed} FROM ${quoted(name)} WHERE ${keyColumn} = ?`,
        ...values.flatMap(({ bindings }) => [...bindings]),
        key,
      )
      .toArray();
  }
}
