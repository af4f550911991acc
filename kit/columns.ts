import { fold, withoutFraction } from "./compare.ts";
import { type AnyDefinition, columnOf } from "./definition.ts";
import type { SqlValue } from "./sql.ts";

/** `serial` is the number that SQLite counts up itself; `boolean` is kept as 0 or 1; `json` as text. */
export type ColumnType = "text" | "integer" | "real" | "boolean" | "json" | "serial";

/** A value as a column of JSON keeps it: null is nothing. */
export function asJson(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A value as SQLite stores it in a column of the type; without one, as what it is. */
export function encode(value: unknown, type?: ColumnType): SqlValue {
  if (type === "json") return asJson(value);
  if (typeof value === "string" || typeof value === "number") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return asJson(value);
}

/** A value without regard to case, as SQLite stores it. */
export function encodeFolded(value: unknown): SqlValue {
  return typeof value === "string" ? fold(value) : null;
}

/** A stored value as it was before. */
export function decode(type: "boolean" | "json", stored: unknown): unknown {
  if (typeof stored === "number") return type === "boolean" ? stored === 1 : stored;
  return typeof stored === "string" ? JSON.parse(stored) : null;
}

/** Whether a key, as a path gives it, can be one that SQLite has counted up. */
export function isSerial(key: string | number): boolean {
  return /^[1-9]\d{0,15}$/.test(String(key));
}

/** A stored value of a field as its table keeps it. */
function keptValue(
  { wholeSeconds }: Pick<AnyDefinition, "wholeSeconds">,
  field: string,
  value: SqlValue,
): SqlValue {
  return wholeSeconds?.includes(field) && typeof value === "string" ? withoutFraction(value) : value;
}

/** Values of some fields by column, those without case among them; `isRead`: as SQL gives them, JSON as text. */
export function storedValues(
  definition: AnyDefinition,
  row: object,
  fields: readonly string[],
  isRead = false,
): Map<string, SqlValue> {
  const values = new Map<string, unknown>(Object.entries(row));
  const stored = new Map<string, SqlValue>();
  for (const field of fields) {
    const value = encode(values.get(field), isRead ? undefined : definition.columns[field]);
    stored.set(columnOf(definition, field), keptValue(definition, field, value));
  }
  for (const [field, column] of Object.entries(definition.folded ?? {}))
    if (fields.includes(field)) stored.set(column, encodeFolded(values.get(field)));
  return stored;
}
