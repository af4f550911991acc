/** Its capital is that of `i`, yet to Unicode the two are not one letter in two cases. */
const dotlessI = "ı";

/**
 * A text without regard to case, for comparing: two texts that differ in case alone, by Unicode's full case folding
 * and canonical equivalence (The Unicode Standard, 3.13, D145), have the same.
 */
export function fold(text: string): string {
  if (!/[^ -~]/.test(text)) return text.toLowerCase();
  return text.split(dotlessI).map(folded).join(dotlessI).normalize("NFC");
}

/** `ẞ` has its capitals only by way of `ß`; `Σ` becomes another small letter at a word's end. */
function folded(text: string): string {
  return text.normalize("NFD").toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

/** An RFC 3339 instant in milliseconds since the epoch. */
export function instant(text: string): number {
  return Date.parse(text);
}

/** A moment without the fraction of its second. */
export function withoutFraction(moment: string): string {
  return moment.replace(/\.\d+/, "");
}

/** The UTC calendar date of a timestamp. */
export function today(timestamp: string): string {
  return timestamp.slice(0, 10);
}

/** The values without those that equal an earlier one: objects and lists by what they hold. */
export function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value] as const)).values()];
}

/**
 * The values in ascending order of what `by` gives of them: numbers by size, texts by code point, as SQLite orders them. Equal
 * ones stay as they stand.
 */
export function sorted<Value extends string | number>(values: readonly Value[]): Value[];
export function sorted<Value>(values: readonly Value[], by: (value: Value) => string | number): Value[];
export function sorted<Value>(
  values: readonly Value[],
  // Where nothing says by what, they are texts or numbers themselves.
  by: (value: Value) => string | number = (value) => value as string | number,
): Value[] {
  return values.toSorted((one, other) => ascending(by(one), by(other)));
}

/** JavaScript would compare texts by their UTF-16 units, in which what is beyond U+FFFF comes before U+E000. */
function ascending(one: string | number, other: string | number): number {
  if (typeof one === "number" || typeof other === "number") return Number(one) - Number(other);
  for (let at = 0; at < one.length; at += 1) {
    const [left = 0, right = -1] = [one.codePointAt(at), other.codePointAt(at)];
    if (left !== right) return left - right;
  }
  return one.length - other.length;
}

/** The row with those of `fields` only. */
export function only<Row extends object, Field extends keyof Row>(
  row: Row,
  fields: readonly Field[],
): Pick<Row, Field> {
  return Object.fromEntries(fields.map((field) => [field, row[field]])) as Pick<Row, Field>;
}

/** The row without `fields`. */
export function without<Row extends object, Field extends keyof Row>(
  row: Row,
  fields: readonly Field[],
): Omit<Row, Field> {
  const shown = { ...row };
  for (const field of fields) delete shown[field];
  return shown;
}

/** The row without those of `fields` that are null: what is absent is not shown. */
export function omitNull<Row extends object>(row: Row, fields: readonly (keyof Row)[]): Partial<Row> {
  const shown: Partial<Row> = { ...row };
  for (const field of fields) if (shown[field] === null) delete shown[field];
  return shown;
}
