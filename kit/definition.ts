import type { ColumnType } from "./columns.ts";
import type { Dependent } from "./dependents.ts";
import type { SqlValue } from "./sql.ts";

/** What a release says of one of its tables. */
export interface TableDefinition<Row> {
  /** The table's name. */
  name: string;
  /** What one row is called in messages. */
  noun: string;
  key: keyof Row & string;
  /** Every field's column, in the order of the answer. */
  columns: Record<keyof Row & string, ColumnType>;
  /** SQL of the number that grows from one row to the next; `rowid` if left out. */
  creationOrder?: string;
  /** Columns that hold another one without regard to case. */
  folded?: Record<string, string>;
  /** Names of columns that differ from their field's. */
  names?: Record<string, string>;
  /** Columns, or several together, whose values no two rows share. A row that has null there shares with none. */
  unique?: string[][];
  /** What a field is in a row that was stored without a value, by a release that did not ask for one. */
  fill?: Record<string, SqlValue>;
  /** What refers to these rows, and what refers to rows that go with them. */
  dependents?: Dependent[];
}

/** A definition, whatever its rows are. */
export type AnyDefinition = TableDefinition<Record<string, unknown>>;

/** The column that holds a field. */
export function columnOf({ names }: Pick<AnyDefinition, "names">, field: string): string {
  return names !== undefined && Object.hasOwn(names, field) ? (names[field] ?? field) : field;
}
