import type { OperationKind } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";

type Refusal = "notFound" | "conflict" | "invalid" | "malformed";

const operations: readonly [RegExp, OperationKind][] = [
  [/^(?:creat(?:e|ed|es|ion)|added|add|post)$/, "create"],
  [/^(?:list|listed|lists|listing)$/, "list"],
  [/^(?:read|get|fetch|fetched|reads)$/, "read"],
  [/^(?:updated?|patch(?:ed)?|changed?|edited|edit)$/, "update"],
  [/^(?:replaced?|put)$/, "replace"],
  [/^(?:deleted?|deletion|removed?)$/, "delete"],
];

const refusals: readonly [RegExp, Refusal][] = [
  [/^(?:unknown|missing|found|exist)$/, "notFound"],
  [/^(?:taken|duplicates?|conflicts?|already|exists)$/, "conflict"],
  [/^(?:malformed|unparsable|broken)$/, "malformed"],
  [/^(?:invalid|validation|bad|wrong|incorrect)$/, "invalid"],
];

/**
 * "Codes: 201 create, 200 read and replace, 204 delete, 404 unknown id, 409 name taken, 422 invalid body": each status
 * belongs to the words up to the next one. Says whether the clause was such a list.
 */
export function readCodeList(reader: Reader): boolean {
  const opening = reader.word(0) === "status" ? 1 : 0;
  if (!/^(?:codes?|statuses|responses)$/.test(reader.word(opening)) || reader.word(opening + 1) !== ":")
    return false;
  let status: number | undefined;
  let read = 0;
  reader.tokens.forEach((token, at) => {
    if (at < opening + 2) return;
    if (token.kind === "number" && token.value !== undefined && token.value >= 200 && token.value < 600) {
      status = token.value;
      return;
    }
    if (status === undefined || token.kind !== "word") return;
    if (status < 300) read += giveStatus(reader, token.word, status);
    else read += refuse(reader, token.word, status);
  });
  if (read === 0) return false;
  reader.use(0, reader.tokens.length);
  return true;
}

function giveStatus(reader: Reader, word: string, status: number): number {
  const kind = operations.find(([words]) => words.test(word))?.[1];
  if (kind === undefined) return 0;
  for (const entity of reader.known.entities) {
    entity.operation(kind).refine("status", status, reader.clause);
    reader.met(`entities/${entity.name}/operations/${kind}`);
  }
  return 1;
}

function refuse(reader: Reader, word: string, status: number): number {
  const name = refusals.find(([words]) => words.test(word))?.[1];
  if (name === undefined) return 0;
  reader.known.service.refine(name, status, reader.clause);
  reader.met(`refusals/${name}`);
  return 1;
}
