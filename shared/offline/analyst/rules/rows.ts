import type { Attribute } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { apply, attributesAt, readAttributes } from "./attributes.ts";
import { readIdentifierItem } from "./identifier-item.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { isUnit } from "./post-attributes.ts";

type Role = "name" | "type" | "required" | "default" | "notes" | "other";

function roleOf(head: string): Role {
  const word = head.toLowerCase();
  if (/^(?:field|name|property|attribute|column|key|fields)\b/.test(word)) return "name";
  if (/type|format/.test(word)) return "type";
  if (/required|mandatory|optional/.test(word)) return "required";
  if (/default/.test(word)) return "default";
  return /note|rule|constraint|description|limit|valid|detail|remark|comment|meaning/.test(word)
    ? "notes"
    : "other";
}

/** Reads a row of a table of fields; false when the table is of something else. */
export function readRow(reader: Reader): boolean {
  const columns = (reader.segment.columns ?? []).map(roleOf);
  const heads = reader.segment.columns ?? [];
  if (
    !columns.includes("name") ||
    heads.some((head) => /^(?:method|path|route|endpoint|verb|url|operation|status)$/i.test(head)) ||
    reader.entity === undefined
  )
    return false;
  const cells = cellRanges(reader);
  const nameCell = cells[columns.indexOf("name")];
  if (nameCell === undefined) return false;
  const entity = reader.entity;
  const identifier = readIdentifierItem(reader, nameCell[0], []);
  if (identifier !== undefined) {
    if (reader.mentions(/^(?:integer|int|number|numeric)$/))
      entity.imply("identifierType", "sequence", reader.clause);
    reader.use(0, reader.tokens.length);
    return true;
  }
  const phrase = nounPhrase(reader, nameCell[0]);
  if (phrase === undefined) return false;
  const field = entity.addField(phrase.words, phrase.exact);
  apply(reader, [field], phrase.attributes);
  reader.use(nameCell[0], phrase.end);
  columns.forEach((role, index) => {
    const [start, end] = cells[index] ?? [0, 0];
    if (role === "required" && start < end) {
      const no = /^(?:no|n|false|optional|✗|✘|x|-|❌)$/.test(reader.word(start));
      const turned = /optional/i.test(heads[index] ?? "") && !/optional|required/.test(reader.word(start));
      apply(reader, [field], [{ aspect: "required", value: turned ? no : !no }]);
      reader.use(start, start + 1);
    } else if (role === "default" && start < end && !/^(?:-|none|no)$/.test(reader.word(start))) {
      const [literal] = reader.slots("literal", reader.tokens, start);
      if (literal?.value.kind === "literal" && literal.value.value !== "null") {
        apply(reader, [field], [{ aspect: "default", value: literal.value.value } satisfies Attribute]);
      }
      reader.use(start, end);
    } else if (role !== "name") readCell(reader, start, end, field);
  });
  reader.subjects = [field];
  return true;
}

/** A word for a type whose values another cell tells. */
const saysKind = /^(?:choice|choices|enum|enumeration|select|selection|option|currency)$/;

/** Reads what a cell says of a field. */
export function readCell(
  reader: Reader,
  start: number,
  end: number,
  field: Parameters<typeof apply>[1][number],
): void {
  let at = start;
  while (at < end) {
    const read = readAttributes(reader, at, [field], end);
    if (read > at) at = read;
    else {
      const matched = attributesAt(reader, at, true);
      if (matched !== undefined && matched.end <= end) apply(reader, [field], matched.attributes);
      else if (saysKind.test(reader.word(at)) || isUnit(reader.word(at))) reader.use(at, at + 1);
      at += 1;
    }
  }
}

function cellRanges(reader: Reader): [number, number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  reader.tokens.forEach((token, at) => {
    if (token.kind === "mark" && token.word === "|" && !token.code) {
      ranges.push([start, at]);
      start = at + 1;
    }
  });
  ranges.push([start, reader.tokens.length]);
  return ranges;
}
