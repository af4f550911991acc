import type { Attribute } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { readIdentifierItem } from "./identifier-item.ts";
import { methodAt } from "./routes.ts";
import { readCell } from "./rows.ts";

/** A name, then its type and rules after a gap or a colon. */
const fieldLine = /^[A-Za-z_]\w*\??(?:\s+|\s*:\s*)[^\s=({]/;
const thingLine =
  /^(?:export\s+)?(?:(?:interface|type|class|model|entity|table|struct|record)\s+)?([A-Z]\w*)\s*(?:=\s*)?[:{]?$/;
const required: Attribute = { aspect: "required", value: true, implied: true };

/** The thing that a line of a sketched model names, as in `Room`, `Room:` and `interface Room {`. */
export function thingOfLine(text: string): string | undefined {
  return thingLine.exec(text)?.[1];
}

/** Reads a line of a sketched model: the name of a thing, or a field with its type and rules; false for any other line. */
export function readCodeLine(reader: Reader): boolean {
  const [name, next] = reader.tokens;
  if (name === undefined || name.kind !== "word" || methodAt(reader, 0) !== undefined) return false;
  if (thingOfLine(reader.segment.text) !== undefined) return readThing(reader);
  const entity = reader.entity;
  if (reader.context.items !== "fields" || entity === undefined || !fieldLine.test(reader.segment.text))
    return false;
  if (readIdentifierItem(reader, 0, []) !== undefined) {
    reader.use(0, reader.tokens.length);
    return true;
  }
  const field = entity.addField([name.text], name.text);
  reader.use(0, 1);
  reader.metField(field);
  reader.subjects = [field];
  const open = next?.word === "?";
  if (open) reader.learn(field, { aspect: "required", value: false });
  else for (const attribute of reader.context.given) reader.learn(field, attribute);
  readCell(reader, open ? 2 : 1, reader.tokens.length, field);
  const stamped =
    reader.mentions(/^(?:server|server-set|server-generated|automatic|automatically|auto)$/) &&
    /^(?:date|datetime)$/.test(field.get("type") ?? "");
  if (stamped && field.get("source") === undefined) {
    field.learn(
      {
        aspect: "source",
        value: /^(?:updated|modified|changed|last)/i.test(field.name) ? "updated-at" : "created-at",
        implied: true,
      },
      reader.clause,
    );
    reader.use(0, reader.tokens.length);
  }
  return true;
}

/** A thing's name alone on its line: the lines that follow are its fields; in a typed one, `?` marks the optional. */
function readThing(reader: Reader): boolean {
  const at = reader.tokens.findIndex(
    (_, index) =>
      reader.scope.entityAt(reader.tokens, index) !== undefined &&
      /^[A-Z]/.test(reader.tokens[index]?.text ?? ""),
  );
  const found = reader.scope.entityAt(reader.tokens, at);
  if (found === undefined) return false;
  reader.entity = found.entity;
  reader.context.items = "fields";
  reader.context.given = /^(?:export|interface|type|class)$/.test(reader.word(0)) ? [required] : [];
  reader.use(0, reader.tokens.length);
  reader.met(`entities/${found.entity.name}`);
  return true;
}
