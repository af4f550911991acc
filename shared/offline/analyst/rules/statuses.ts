import type { OperationKind } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { operationOf } from "./operation-words.ts";
import { methodAt } from "./routes.ts";
import { type Mention, type Situation, situationsIn } from "./situations.ts";

const names: readonly (readonly [number, RegExp])[] = [
  [200, /^ok$/],
  [201, /^created$/],
  [204, /^no content$/],
  [400, /^bad request$/],
  [404, /^not found$/],
  [409, /^conflict$/],
  [422, /^unprocessable(?: entity| content)?$/],
];
const bySituation: Readonly<Record<number, Situation>> = {
  404: "notFound",
  409: "conflict",
  422: "invalid",
  400: "invalid",
};
const byStatus: Readonly<Record<number, OperationKind>> = { 201: "create", 204: "delete" };

/** Reads the status codes of a clause and what each is the answer to. */
export function readStatuses(reader: Reader): void {
  const statuses = statusPositions(reader);
  const mentions = situationsIn(reader);
  const refused = reader.mentions(
    /^(?:refused|rejected|refuses|rejects|refuse|reject|error|errors|denied|invalid|forbidden|fail|fails|failed|declined|turned)$/,
  );
  const claimed = new Set<Mention>();
  statuses.forEach(({ at, status }, index) => {
    const from = statuses[index - 1]?.at ?? -1;
    const until = statuses[index + 1]?.at ?? reader.tokens.length;
    const free = mentions.filter((mention) => !claimed.has(mention));
    const before = free.filter((mention) => mention.start > from && mention.start < at);
    const after = free.filter((mention) => mention.start > at && mention.start < until);
    const leads =
      index === 0 || statuses.slice(0, index).every((earlier) => !claimedAfter(claimed, earlier.at));
    if (status >= 400) {
      const chosen = leads && before.length > 0 ? before : after.length > 0 ? after : before;
      const situations = new Set(chosen.map((mention) => mention.situation));
      const implied = bySituation[status];
      if ((status === 404 || status === 409) && !reader.mentions(/^(?:invalid|malformed|validation)$/))
        situations.delete("invalid");
      if (situations.size === 0 && implied !== undefined) situations.add(implied);
      if (status === 405) {
        for (const mention of chosen) claim(reader, mention, claimed, false);
        if (chosen.length > 0 || reader.denies) take(reader, at, status);
        return;
      }
      if (situations.size === 0) return;
      for (const mention of chosen) claim(reader, mention, claimed);
      for (const situation of situations) refuse(reader, situation, status);
      take(reader, at, status);
    } else if (succeed(reader, at, status, from, until)) take(reader, at, status);
  });
  if (statuses.length === 0 || refused)
    for (const mention of mentions)
      if (!claimed.has(mention) && (refused || statuses.length > 0)) claim(reader, mention, claimed, refused);
}

function claimedAfter(claimed: ReadonlySet<Mention>, at: number): boolean {
  return [...claimed].some((mention) => mention.start > at);
}

function claim(reader: Reader, mention: Mention, claimed: Set<Mention>, teach = true): void {
  claimed.add(mention);
  reader.use(mention.start, mention.end);
  if (teach) mention.learn?.();
  reader.met(`refusals/${mention.situation}`);
}

function refuse(reader: Reader, situation: Situation, status: number): void {
  reader.known.service.set(situation, status, reader.clause);
  reader.met(`refusals/${situation}`);
}

function statusPositions(reader: Reader): { at: number; status: number }[] {
  const found: { at: number; status: number }[] = [];
  reader.tokens.forEach((token, at) => {
    if (reader.used(at) || token.kind !== "number" || !/^[2-5]\d\d$/.test(token.text)) return;
    if (isStatus(reader, at)) found.push({ at, status: token.value ?? 0 });
  });
  return found;
}

const leads =
  /^(?:with|answers?|returns?|returning|gives?|gets?|yields?|is|are|a|an|->|status|code|codes|http|respond|responds|:|=|reply|replies|produces|produce|means|response|->|as|to|or|,|\(|and|-|then|\|be|by|sends?|results?|in|answered|answering|using|use|give)$/;

/** A three-digit number is a status where the clause answers with it, not where it counts something. */
function isStatus(reader: Reader, at: number): boolean {
  if (
    /^(?:characters?|chars?|items|words|%|euros?|letters|ms|entries|kb|mb|digits|bytes|per|rows|requests)$/.test(
      reader.word(at + 1),
    )
  )
    return false;
  const usual =
    /^(?:200|201|202|204|400|404|409|410|415|422)$/.test(reader.word(at)) &&
    /^(?:|,|\.|and|;|\))$/.test(reader.word(at + 1));
  if (!leads.test(reader.word(at - 1)) && !usual && at > 0 && reader.segment.kind === "sentence")
    return false;
  const speaks = reader.mentions(
    /^(?:answers?|answered|answering|returns?|returned|returning|responds?|response|responses|status|statuses|code|codes|http|->|gives?|gets?|yields?|get|post|put|patch|delete|error|errors|reject|rejects|rejected|refused|refuses|not|reply|replies|results?|means|fails?|invalid|sends?|found|conflict|unknown|created|success|successful)$/,
  );
  const bound =
    /^(?:to|than|most|least|of|between|exceed|up|max|maximum|and|-)$/.test(reader.word(at - 1)) &&
    !/^(?:answers?|returns?|status|code)$/.test(reader.word(at - 2));
  const plain = usual && (/^(?:\(|a|an)$/.test(reader.word(at - 1)) || reader.word(at + 1) === ")");
  const told =
    /^(?:200|201|202|204|400|404|409|410|415|422)$/.test(reader.word(at)) &&
    /^(?::|->|=|is|are)$/.test(reader.word(at - 1)) &&
    (situationsIn(reader).length > 0 || operationsBetween(reader, 0, at).length > 0);
  return (
    told ||
    ((speaks || plain) && !bound) ||
    reader.segment.kind === "row" ||
    (at === 0 && reader.segment.kind !== "sentence")
  );
}

function take(reader: Reader, at: number, status: number): void {
  let end = at + 1;
  const two = `${reader.word(end)} ${reader.word(end + 1)}`.trim();
  const name = names.find(([code]) => code === status)?.[1];
  if (name?.test(two) === true) end += 2;
  else if (name?.test(reader.word(end)) === true) end += 1;
  reader.use(at, end);
}

/** A success status belongs to the operation that the clause speaks of before it, else after it. */
function succeed(reader: Reader, at: number, status: number, from: number, until: number): boolean {
  const told = reader.known.gherkin && /^Then$/.test(reader.tokens[0]?.text ?? "");
  const entity = told ? reader.context.entity : reader.entity;
  const own = ownRoute(reader, at);
  const kinds = own ?? operationsBetween(reader, from, at);
  const later = kinds.length > 0 ? kinds : operationsBetween(reader, at, until);
  const implied = byStatus[status];
  const all =
    later.length > 0 ? later : reader.operations.length > 0 ? reader.operations : reader.context.operations;
  const chosen = all.length > 0 ? all : implied === undefined ? [] : [implied];
  if (chosen.length === 0) return false;
  const kept =
    status === 201 && chosen.includes("create")
      ? (["create"] as const)
      : status === 204 && chosen.includes("delete")
        ? chosen.filter((kind) => kind !== "create" && kind !== "list" && kind !== "read")
        : chosen;
  const entities =
    entity === undefined ||
    (reader.segment.kind === "sentence" && !mentionsEntity(reader) && reader.known.entities.length > 1)
      ? reader.known.entities
      : [entity];
  for (const one of entities) {
    for (const kind of kept) {
      if (entities.length > 1) one.operation(kind).imply("status", status, reader.clause);
      else one.operation(kind).set("status", status, reader.clause);
      reader.met(`entities/${one.name}/operations/${kind}`);
    }
  }
  return entities.length > 0;
}

function mentionsEntity(reader: Reader): boolean {
  return reader.tokens.some(
    (token, at) => token.kind === "path" || reader.scope.entityAt(reader.tokens, at) !== undefined,
  );
}

function operationsBetween(reader: Reader, from: number, until: number): OperationKind[] {
  const kinds: OperationKind[] = [];
  for (let at = Math.max(0, from); at < until; at += 1) {
    const method = methodAt(reader, at);
    const kind =
      operationOf(reader.word(at)) ?? (/^(?:posting|posted)$/.test(reader.word(at)) ? "create" : undefined);
    if (method !== undefined) kinds.push(...kindsOfRoute(reader, method, at));
    else if (
      kind !== undefined &&
      !(reader.word(at) === "created" && at > 0 && /^\d+$/.test(reader.word(at - 1)))
    ) {
      if (/^(?:get|gets)$/.test(reader.word(at)) && reader.tokens[at + 1]?.kind === "number") continue;
      if (reader.word(at) === "created" && /^(?:the|new|newly|with)$/.test(reader.word(at - 1))) continue;
      kinds.push(kind);
    }
  }
  return [...new Set(kinds)];
}

/** What the route right before a status does, as in "PATCH /things/:id, DELETE /things/:id (204)". */
function ownRoute(reader: Reader, at: number): OperationKind[] | undefined {
  const path = /^(?:\(|->|:|-)$/.test(reader.word(at - 1)) ? at - 2 : at - 1;
  const method = reader.tokens[path]?.kind === "path" ? methodAt(reader, path - 1) : undefined;
  const kinds = method === undefined ? [] : kindsOfRoute(reader, method, path - 1);
  return kinds.length > 0 ? kinds : undefined;
}

/** What a route of the clause does; one without a path is known by what the clause speaks of. */
function kindsOfRoute(reader: Reader, method: string, at: number): OperationKind[] {
  const path = reader.tokens[at + 1];
  if (path?.kind !== "path") return reader.operations.filter((one) => matches(method, one));
  const item = /\/[:{<[][^/]*$/.test(path.text);
  if (method === "POST") return ["create"];
  if (method === "GET") return [item ? "read" : "list"];
  if (method === "DELETE") return [item ? "delete" : "clear"];
  return reader.entity === undefined
    ? []
    : (["update", "replace"] as const).filter(
        (kind) => reader.entity?.operation(kind).get("method") === method,
      );
}

function matches(method: string, kind: OperationKind): boolean {
  if (method === "POST") return kind === "create";
  if (method === "GET") return kind === "list" || kind === "read";
  if (method === "DELETE") return kind === "delete" || kind === "clear";
  return kind === "update" || kind === "replace";
}
