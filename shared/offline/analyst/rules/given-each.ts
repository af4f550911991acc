import type { Reader } from "../reader.ts";
import { readFieldList } from "./field-list.ts";

/** "I'd like to give each piece a difficulty": what every one of a kind is to have; gives where it ends. */
export function readGivenEach(reader: Reader, at: number): number | undefined {
  if (!/^(?:give|gives|giving|assign|attach)$/.test(reader.word(at))) return undefined;
  let next = at + 1;
  while (/^(?:to|each|every|all|any|a|an|the)$/.test(reader.word(next))) next += 1;
  const found = reader.scope.entityAt(reader.tokens, next);
  if (found === undefined || next === at + 1) return undefined;
  const start = /^(?:also|optionally)$/.test(reader.word(found.end)) ? found.end + 1 : found.end;
  if (!/^(?:a|an|its|their|several|one|some)$/.test(reader.word(start))) return undefined;
  const named = reader.scope.entityAt(reader.tokens, start + 1);
  if (named !== undefined) return undefined;
  const earlier = reader.entity;
  reader.entity = found.entity;
  const list = readFieldList(reader, start);
  if (list.fields.length === 0) {
    reader.entity = earlier;
    return undefined;
  }
  reader.use(at, start);
  reader.subjects = list.fields.slice(-1);
  reader.listed = [...list.fields];
  reader.met(`entities/${found.entity.name}`);
  return list.end;
}
