import type { Operation } from "../../../blueprint/entity.ts";
import type { OperationKind } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { operate } from "./operations.ts";
import { segmentsOf, targetOf } from "./routes.ts";

/** Whether a method is named to say that there is none: "no POST on /stations", "PUT is not supported". */
export function isDenied(reader: Reader, start: number, end: number): boolean {
  const before = [1, 2].some(
    (back) =>
      /^(?:no|without|neither|nor|not|never)$/.test(reader.word(start - back)) &&
      (back === 1 || /^(?:a|any|support|offer|have|need|allow|use)$/.test(reader.word(start - 1))),
  );
  const after =
    /^(?:is|are)$/.test(reader.word(end)) &&
    reader.word(end + 1) === "not" &&
    /^(?:supported|allowed|available|offered|there|possible|needed|provided|implemented|permitted|required)$/.test(
      reader.word(end + 2),
    );
  return before || after;
}

/** Takes away the operations that methods stand for. */
export function denyMethods(reader: Reader, methods: readonly Operation["method"][], at: number): number {
  const token = reader.tokens[at];
  const path =
    token?.kind === "path" ? targetOf(reader, segmentsOf(token.text, reader.known.exampleKeys)) : undefined;
  const named = reader.scope.entityAt(reader.tokens, at);
  const entity = path?.entity ?? named?.entity ?? reader.entity;
  if (entity === undefined) return at;
  for (const method of methods) operate(reader, entity, kindsOf(method, path?.item), false);
  return path === undefined ? (named?.end ?? at) : at + 1;
}

function kindsOf(method: Operation["method"], item: boolean | undefined): OperationKind[] {
  if (method === "POST") return ["create"];
  if (method === "PATCH") return ["update"];
  if (method === "PUT") return ["replace"];
  if (method === "DELETE")
    return item === true ? ["delete"] : item === false ? ["clear"] : ["delete", "clear"];
  return item === true ? ["read"] : ["list"];
}
