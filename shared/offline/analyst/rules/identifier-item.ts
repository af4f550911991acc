import type { Attribute } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { nameKey } from "../text/names.ts";
import type { ListResult } from "./field-list.ts";

const sequence =
  /^(?:numeric|integer|number|sequential|auto-increment|auto-incremented|auto-incrementing|autoincrement|autoincrementing|increasing|incrementing|int|counting|numerical|consecutive|serial)$/;
const idle =
  /^(?:unique|generated|string|text|automatically|auto-generated|server|by|the|service|assigned|system|own|opaque|random|stable|never|changes|set|\(|\)|,|it|is|given|api|a|an|that|which|backend|readonly|chosen|made|starting|from|at|one|1|up|for|each|and|with|as|:|-|required|identifier|primary|key|positive)$/;

/** The identifier in a list of fields: "a numeric id", "id (UUID, generated)". */
export function readIdentifierItem(
  reader: Reader,
  start: number,
  before: readonly Attribute[],
): ListResult | undefined {
  const entity = reader.entity;
  let at = start;
  while (
    /^(?:unique|generated|auto-generated|server-generated|numeric|sequential|integer|uuid|string|auto-increment|auto-incrementing|auto-incremented|system-generated)$/.test(
      reader.word(at),
    )
  )
    at += 1;
  const token = reader.tokens[at];
  if (entity === undefined || token === undefined || token.kind !== "word") return undefined;
  const key = nameKey(token.text);
  const isOwn =
    key === `${nameKey(entity.name)} id` &&
    !reader.known.entities.some((other) => other !== entity && nameKey(other.name) === key.slice(0, -3));
  if (!(key === "id" || key === "identifier" || isOwn || (token.code && key === "uuid"))) return undefined;
  if ((token.code && key !== "id") || isOwn) entity.set("identifierName", token.text, reader.clause);
  let end = at + 1;
  let given = false;
  if (/^(?:number)$/.test(reader.word(end))) end += 1;
  for (let next = end; next < reader.tokens.length; next += 1) {
    const word = reader.word(next);
    if (
      word === "," &&
      !/^(?:uuid|generated|integer|numeric|assigned|unique|auto|set|string|server|readonly|automatically)/.test(
        reader.word(next + 1),
      ) &&
      !inBrackets(reader, next)
    )
      break;
    if (word === "and" && !/^(?:never|unique|set|generated|assigned)$/.test(reader.word(next + 1))) break;
    if (sequence.test(word)) entity.set("identifierType", "sequence", reader.clause);
    else if (/^(?:uuid|uuids|guid|uuidv4)$/.test(word)) entity.set("identifierType", "uuid", reader.clause);
    else if (/^(?:client|caller|callers|clients)$/.test(word)) given = true;
    else if (!idle.test(word)) break;
    end = next + 1;
  }
  for (let word = start - 3; word < at; word += 1)
    if (word >= 0 && sequence.test(reader.word(word)))
      entity.set("identifierType", "sequence", reader.clause);
  if (before.some((attribute) => attribute.aspect === "type" && /^(?:integer|number)$/.test(attribute.value)))
    entity.imply("identifierType", "sequence", reader.clause);
  if (given) entity.set("identifierType", "given", reader.clause);
  reader.use(start, end);
  reader.met(`entities/${entity.name}/identifier`);
  return { end, fields: [] };
}

function inBrackets(reader: Reader, at: number): boolean {
  for (let back = at; back >= 0; back -= 1) {
    if (reader.word(back) === ")") return false;
    if (reader.word(back) === "(") return true;
  }
  return false;
}
