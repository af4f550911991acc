import type { Call } from "./call.ts";
import { takenFields } from "./constraint.ts";
import type { LiveDefinition, SetInTurn } from "./definition.ts";
import type { Fragment } from "./fragment.ts";
import { Refusal, refusalOf } from "./refusal.ts";
import { quoted, type Sql, type SqlValue } from "./sql.ts";
import { carrying } from "./value.ts";

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
    const created = given === undefined ? turnsOf(atCreation?.(call)) : [];
    const changed = turnsOf(atChange?.(call));
    for (let turn = 0; turn < Math.max(created.length, changed.length); turn++)
      yield this.#values(key, Object.entries({ ...created[turn], ...changed[turn] }));
  }

  #values(key: string | number, given: [string, Fragment | undefined][]): [string, SqlValue][] {
    const values = given.flatMap(([field, of]) => (of === undefined ? [] : [[field, of] as const]));
    if (values.length === 0) return [];
    const [row = {}] = this.#over(
      key,
      values.map(([, of]) => of),
    );
    return values.map(([field], index) => [field, this.#cased(field, row[`v${index}`] ?? null)]);
  }

  #cased(field: string, value: SqlValue): SqlValue {
    const letterCase = this.#definition.cased?.[field];
    if (letterCase === undefined || typeof value !== "string") return value;
    return letterCase === "lower" ? value.toLowerCase() : value.toUpperCase();
  }

  /** @throws Refusal (ruled) when the row with the key is there, or need not be, and its hiding has a refusal of its own */
  checkSeen(key: string | number): void {
    const hidden = this.#definition.hidden?.(this.#options.call);
    if (hidden === undefined) return;
    if (hidden.absent) throw refusalOf(hidden.refusal);
    if (this.#over(key, [{ text: "1", bindings: [] }]).length === 0) return;
    throw refusalOf(carrying(this.#sql, hidden.refusal, hidden.with ?? {}, this.#at(key)));
  }

  /** @throws Refusal (ruled; conflict) of the first rule that the row with the key breaks */
  check(key: string | number): void {
    const rules = this.#definition.rules?.(this.#options.call) ?? [];
    if (rules.length === 0) return;
    const [row = {}] = this.#over(
      key,
      rules.map(({ holds }) => holds),
    );
    const broken = rules.find((_, index) => row[`v${index}`] === 0);
    if (broken === undefined) return;
    const refusal = carrying(this.#sql, broken.refusal, broken.with ?? {}, this.#at(key));
    if (broken.apart === undefined) throw refusalOf(refusal);
    throw new Refusal("conflict", refusal.message, takenFields(broken.apart), refusal);
  }

  #over(key: string | number, values: readonly Fragment[]): Record<string, SqlValue>[] {
    const { from, bindings } = this.#at(key);
    const listed = values.map(({ text }, index) => `(${text}) AS "v${index}"`).join(", ");
    return this.#sql
      .exec<Record<string, SqlValue>>(
        `SELECT ${listed}${from}`,
        ...values.flatMap((value) => [...value.bindings]),
        ...bindings,
      )
      .toArray();
  }

  /** The end of a statement over the row with the key. */
  #at(key: string | number): { from: string; bindings: SqlValue[] } {
    const { name, key: keyColumn } = this.#options;
    return { from: ` FROM ${quoted(name)} WHERE ${keyColumn} = ?`, bindings: [key] };
  }
}

function turnsOf(set: SetInTurn = []): readonly Record<string, Fragment | undefined>[] {
  return Array.isArray(set) ? set : [set];
}
