import type { Fragment } from "./fragment.ts";
import { type RefusalOptions, refusalOf } from "./refusal.ts";
import type { Sql, SqlValue } from "./sql.ts";
import { readValue } from "./value.ts";

/** What is asked of all the data, where no one thing is spoken of. */
export class Database {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  /** What SQL gives. */
  value<Value = SqlValue>(of: Fragment): Value {
    return readValue<Value>(this.#sql, { of });
  }

  /** @throws Refusal (ruled), with the values, unless the condition is true */
  require(condition: Fragment, refusal: RefusalOptions, carried: Record<string, Fragment> = {}): void {
    if (this.value(condition) === 1) return;
    const values = Object.entries(carried).map(([name, value]) => [name, this.value(value)]);
    throw refusalOf(values.length === 0 ? refusal : { ...refusal, with: Object.fromEntries(values) });
  }
}
