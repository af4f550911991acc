import * as z from "zod";
import type { Reader } from "../reader.ts";

const Example = z.record(z.string(), z.json());

/** Reads a block of code that is one JSON object: an error's shape, a list's envelope, or an example of the thing. */
export function readJson(reader: Reader): boolean {
  const parsed = parse(reader.segment.text);
  const entity = reader.entity;
  if (parsed === undefined || entity === undefined) return false;
  reader.use(0, reader.tokens.length);
  const [first] = Object.entries(parsed);
  if (
    first !== undefined &&
    Object.keys(parsed).length === 1 &&
    /^(?:error|message|detail)$/.test(first[0]) &&
    typeof first[1] === "string"
  ) {
    reader.known.service.set("messageProperty", first[0], reader.clause);
    reader.met("refusals/messageProperty");
    return true;
  }
  for (const [name, value] of Object.entries(parsed)) {
    if (!/^[A-Za-z_]\w{0,62}$/.test(name)) continue;
    if (name === "id") {
      if (typeof value === "number") entity.imply("identifierType", "sequence", reader.clause);
      continue;
    }
    const field = entity.field(name) ?? entity.addField([name], name);
    const type =
      typeof value === "number"
        ? Number.isInteger(value)
          ? undefined
          : "number"
        : typeof value === "boolean"
          ? "boolean"
          : Array.isArray(value)
            ? "list"
            : undefined;
    if (type !== undefined && field.get("type") === undefined) field.imply("type", type, reader.clause);
    if (typeof value === "number" && type === undefined) field.imply("type", "integer", reader.clause);
    const written = typeof value === "string" ? typeOfText(value) : undefined;
    if (written !== undefined && field.get("type") === undefined) field.imply("type", written, reader.clause);
    reader.metField(field);
  }
  reader.met(`entities/${entity.name}`);
  return true;
}

/** The type that an example's text is plainly of. */
function typeOfText(text: string): "date" | "datetime" | "email" | "url" | undefined {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return "datetime";
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return "date";
  if (/^https?:\/\/\S+$/.test(text)) return "url";
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? "email" : undefined;
}

function parse(text: string): Record<string, z.core.util.JSONType> | undefined {
  try {
    return Example.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
