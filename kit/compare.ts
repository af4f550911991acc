/** An RFC 3339 instant in milliseconds since the epoch. */
export function instant(text: string): number {
  return Date.parse(text);
}

/** The UTC calendar date of a timestamp. */
export function today(timestamp: string): string {
  return timestamp.slice(0, 10);
}

/** The row without those of `fields` that are null: what is absent is not shown. */
export function omitNull<Row extends object>(row: Row, fields: readonly (keyof Row)[]): Partial<Row> {
  const shown: Partial<Row> = { ...row };
  for (const field of fields) if (shown[field] === null) delete shown[field];
  return shown;
}
