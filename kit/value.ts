import { decode } from "./columns.ts";
import type { Fragment } from "./fragment.ts";
import type { RefusalOptions } from "./refusal.ts";
import type { Sql, SqlValue } from "./sql.ts";

interface Question {
  of: Fragment;
  /** What comes after the value in the statement, and its values. */
  from?: string;
  bindings?: readonly SqlValue[];
}

/** What SQL gives, as JSON has it; null when there is no row. */
export function readValue<Value = SqlValue>(sql: Sql, { of, from = "", bindings = [] }: Question): Value {
  const [row] = sql
    .exec<{ value: SqlValue }>(`SELECT (${of.text}) AS "value"${from}`, ...of.bindings, ...bindings)
    .toArray();
  return readAs(of, row?.value ?? null) as Value;
}

/** The refusal with the values that it carries, worked out over what comes after them in their statements. */
export function carrying(
  sql: Sql,
  refusal: RefusalOptions,
  carried: Readonly<Record<string, Fragment | undefined>>,
  over: Omit<Question, "of"> = {},
): RefusalOptions {
  const values = Object.entries(carried).flatMap(([name, of]) =>
    of === undefined ? [] : [[name, readValue(sql, { of, ...over })] as const],
  );
  return values.length === 0 ? refusal : { ...refusal, with: Object.fromEntries(values) };
}

/** A value of a fragment as JSON has it. */
function readAs({ as }: Fragment, value: SqlValue): unknown {
  return as === undefined ? value : decode(as, value);
}
