import { decode } from "./columns.ts";
import type { Fragment } from "./fragment.ts";
import type { Sql, SqlValue } from "./sql.ts";

interface Question {
  of: Fragment;
  /** How the answer is read from SQL, which knows no truth and no JSON. */
  as: "value" | "boolean" | "json";
  /** What comes after the value in the statement, and its values. */
  from?: string;
  bindings?: readonly SqlValue[];
}

/** What SQL gives, as JSON has it; null when there is no row. */
export function readValue<Value = SqlValue>(sql: Sql, { of, as, from = "", bindings = [] }: Question): Value {
  const [row] = sql
    .exec<{ value: SqlValue }>(`SELECT (${of.text}) AS "value"${from}`, ...of.bindings, ...bindings)
    .toArray();
  const value = row?.value ?? null;
  return (as === "value" ? value : decode(as, value)) as Value;
}
