import type { Entity } from "../../blueprint/entity.ts";
import type { Json } from "../../models/model.ts";
import type { Sent } from "../model/step.ts";

/** What stands in a sample for the identifier of a thing yet to be made; other numbers are other things. */
export function idOfNew(entity: string, index: number): string {
  return `\u{E001}${entity}:${index}\u{E001}`;
}

/** The kind of thing whose identifier a text stands for; undefined of any other text. */
export function entityOfNew(text: string): string | undefined {
  return /^\u{E001}(.*):\d+\u{E001}$/u.exec(text)?.[1];
}

/** The value with each identifier of a thing yet to be made replaced, the same ones by the same. */
function withMade<Value extends Json>(
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

/** Values whose identifiers of things yet to be made are those of things that `made` gives; undefined without one. */
export function referring(
  values: Record<string, Sent>,
  entities: readonly Entity[],
  made: (entity: Entity) => number | undefined,
): Record<string, Sent> | undefined {
  for (const [name, value] of Object.entries(values)) {
    const whole = withMade(value as Json, (kind) => {
      const entity = entities.find((one) => one.name === kind);
      const number = entity && made(entity);
      return number === undefined ? undefined : { $made: number };
    });
    if (whole === undefined) return undefined;
    values[name] = whole;
  }
  return values;
}
