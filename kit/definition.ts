import type { Call } from "./call.ts";
import type { ColumnType } from "./columns.ts";
import type { Dependent } from "./dependents.ts";
import type { Fragment } from "./fragment.ts";
import type { OwnRefusal, RefusalOptions } from "./refusal.ts";
import type { SqlValue, Storage } from "./sql.ts";

/** What must be true of a row after each change of it, as SQL that is not false. */
export interface RowRule {
  holds: Fragment;
  refusal: RefusalOptions;
  /** Fields that it shares with another row when it breaks the rule: the refusal, a conflict, names them. */
  apart?: string[];
  /** Values of the row that the refusal carries. */
  with?: Record<string, Fragment | undefined>;
}

/** Values of fields, or several turns of them, each worked out over the row with those of the turns before. */
export type SetInTurn = Record<string, Fragment | undefined> | Record<string, Fragment | undefined>[];

/** What a table says of its rows that hangs on the call: SQL over the row, with the call's values bound. */
export interface LiveDefinition {
  /** Fields that are worked out at each read. */
  computed?: Record<string, (call: Call) => Fragment>;
  /** Columns that are shown otherwise than they are kept. */
  shown?: Record<string, (call: Call) => Fragment>;
  /** Whether the caller sees a row at all. */
  visible?: (call: Call) => Fragment;
  /**
   * How a row is refused that is there and that the caller does not see, where not as what is not there; with `absent`, what
   * is not there is refused so as well.
   */
  hidden?: (call: Call) => { refusal: RefusalOptions; with?: Record<string, Fragment>; absent?: true };
  /** What becomes of fields whenever a value is given for them: worked out and stored before those below. */
  atGiven?: (call: Call) => Record<string, Fragment>;
  /** Fields that are worked out and stored when a row is made, and when it is changed. */
  atCreation?: (call: Call) => SetInTurn;
  atChange?: (call: Call) => SetInTurn;
  /** In which case texts that are worked out so are stored. */
  cased?: Record<string, "lower" | "upper">;
  rules?: (call: Call) => RowRule[];
}

/** What functions written by hand say of a table's rows. */
export interface HandDefinition<Row> {
  /** Fields that are worked out each time that a row is shown, and kept nowhere. */
  shown?: Record<string, HandField<Row>>;
  /** Fields that are worked out and stored when a row is made, and when it is changed: on the row as it is by then. */
  atCreation?: Record<string, HandField<Row>>;
  atChange?: Record<string, HandField<Row>>;
  /** Each refuses a row, as it will be, that breaks it. */
  rules?: HandField<Row>[];
}

export type HandField<Row> = (row: Row, call: Call, storage: Storage) => unknown;

/** A count or sum over rows of another table, kept in a column of the row that they refer to. */
export interface StoredDefinition {
  /** The other table, and its column that refers to this one's rows. */
  of: string;
  via: string;
  /** The other columns on which the amount hangs. */
  reads: string[];
  /** SQL of what a row adds, never null; `row` is what its columns stand below. */
  amount: (row: string) => string;
}

/** A number of each row, counted from 1 among those that refer to the same row. */
export interface CountedDefinition {
  /** The field that refers to it. */
  within: string;
}

/** A slug of each row, made of a text of it. */
export interface SlugDefinition {
  /** The field that holds the text. */
  of: string;
  /** What it is where nothing of the text is left. */
  otherwise: string;
  /** Whether equal ones are told apart by a number behind them. */
  apart?: true;
  /** Whether it stays when the text changes. */
  fixed?: true;
}

/** What happens to rows by themselves: what they hold then, or that they go. */
export interface RowLapse {
  /** Which rows it is time for at the moment of the call. */
  due: (call: Call) => Fragment;
  /** The moment at which it was time for a row, RFC 3339 in UTC. */
  at: (call: Call) => Fragment;
  /** What the row holds then; without it, it is deleted. */
  sets?: (at: string) => Record<string, SqlValue>;
}

/** What a release says of one of its tables. */
export interface TableDefinition<Row, Computed extends keyof Row = never> {
  /** The table's name. */
  name: string;
  /** What one row is called in messages. */
  noun: string;
  key: keyof Row & string;
  /** Every field's column, in the order of the answer. */
  columns: Record<Exclude<keyof Row, Computed> & string, ColumnType>;
  /** SQL of the number that grows from one row to the next; `rowid` if left out. */
  creationOrder?: string;
  /** Columns that hold another one without regard to case. */
  folded?: Record<string, string>;
  /** Names of columns that differ from their field's. */
  names?: Record<string, string>;
  /** What each index orders rows by, as SQL, by its name. */
  indexes?: Record<string, string[]>;
  /** The column that counts from 1 the calls that change a row. The call has to be known: the table is a live one. */
  version?: string;
  /** Whether callers choose keys: a row may come again then, and its versions are none of the one that is gone. */
  comesAgain?: true;
  /** Counts and sums that are kept with each row, by their columns. */
  stored?: Record<string, StoredDefinition>;
  /** Whether lists keep in memory what they have read, until anything is written. Then they are not for transactions. */
  cachesLists?: true;
  /** Fields that hold moments without a fraction of a second, whatever they are given. */
  wholeSeconds?: string[];
  /** Columns, or several together, whose values no two rows share. A row that has null there shares with none. */
  unique?: string[][];
  /** Those of them that hold moments: one that is written in two ways is the same. */
  moments?: string[];
  /** How what is not there is refused, where not as all that is not found. */
  missing?: OwnRefusal;
  /** How a column that is unique alone refuses, where not as all conflicts do. */
  uniqueRefusals?: Record<string, OwnRefusal>;
  /** What a field is in a row that was stored without a value, by a release that did not ask for one. */
  fill?: Record<string, SqlValue>;
  /** Fields that number rows within what they refer to. They are counted in transactions: the table hangs on the call. */
  counted?: Record<string, CountedDefinition>;
  /** Fields that hold slugs. */
  slugs?: Record<string, SlugDefinition>;
  /** What refers to these rows, and what refers to rows that go with them. */
  dependents?: Dependent[];
  /** Columns that keep since when a row has what a field holds, by the field; by the key's, since when there is the row. */
  since?: Record<string, string>;
  lapses?: RowLapse[];
  live?: LiveDefinition;
  byHand?: HandDefinition<Row>;
}

/** A definition, whatever its rows are. */
export type AnyDefinition = TableDefinition<Record<string, unknown>>;

/** The column that holds a field. */
export function columnOf({ names }: Pick<AnyDefinition, "names">, field: string): string {
  return names !== undefined && Object.hasOwn(names, field) ? (names[field] ?? field) : field;
}
