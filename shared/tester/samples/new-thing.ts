import type { Json } from "../../models/model.ts";

/** What stands in a sample for the identifier of a thing yet to be made; other numbers are other things. */
export function idOfNew(entity: string, index: number): string {
  return `\u{E001}${entity}:${index}\u{E001}`;
}

/** The kind of thing whose identifier a text stands for; undefined of any other text. */
export function entityOfNew(text: string): string | undefined {
  return /^\u{E001}(.*):\d+\u{E001}$/u.exec(text)?.[1];
}

/** The value with each identifier of a thing yet to be made replaced, the same ones by the same. */
export function withMade<Value extends Json>(
  value: Json,
  made: (entity: string) => Value | undefined,
): Json | undefined {
  const known = new Map<string, Value | undefined>();
  let isWhole = true;
  const replaced = (one: Json): Json => {
    if (Array.isArray(one)) return one.map(replaced);
    if (typeof one === "object" && one !== null)
      return Object.fromEntries(Object.entries(one).map(([name, inner]) => [name, replaced(inner)]));
    const entity = typeof one === "string" ? entityOfNew(one) : undefined;
    if (entity === undefined || typeof one !== "string") return one;
    if (!known.has(one)) known.set(one, made(entity));
    const found = known.get(one);
    if (found === undefined) isWhole = false;
    return found ?? null;
  };
  const result = replaced(value);
  return isWhole ? result : undefined;
}
