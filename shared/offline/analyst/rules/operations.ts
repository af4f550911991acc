import type { EntityFacts, OperationKind } from "../facts/entity-facts.ts";
import type { Reader } from "../reader.ts";
import { isPlural } from "../text/plurals.ts";
import { everyOperation, operationOf } from "./operation-words.ts";
import { type Rule, rule } from "./rule.ts";

/** Marks operations as allowed, or as what must not be there. */
export function operate(
  reader: Reader,
  entity: EntityFacts,
  kinds: readonly OperationKind[],
  allowed = true,
): void {
  for (const kind of kinds) {
    const wanted = kind === "replace" && allowed ? kind : kind;
    entity.operation(wanted).set("allowed", allowed, reader.clause);
    reader.met(allowed ? `entities/${entity.name}/operations/${kind}` : `entities/${entity.name}/operations`);
  }
  if (allowed) reader.operations = [...kinds];
  else reader.denies = true;
}

const joins = /^(?:,|and|or|nor|\/|&)$/;
const between =
  /^(?:be|been|to|also|it|them|a|an|the|new|all|any|every|each|single|one|individual|particular|existing|then|can|may|of|its|their|full|whole|by|id|up|whether|our|my|some|in|at|s)$/;

type Run = {
  readonly kinds: OperationKind[];
  readonly end: number;
  readonly all: boolean;
  readonly single: boolean;
};

/** A run of operations such as "create, list and delete". */
function runAt(reader: Reader, start: number): Run | undefined {
  const kinds: OperationKind[] = [];
  let at = start;
  let end = start;
  let all = false;
  let single = false;
  while (at < reader.tokens.length) {
    const token = reader.tokens[at];
    if (token === undefined || token.kind !== "word" || (token.code && kinds.length === 0)) break;
    const kind = operationOf(token.word);
    if (kind === undefined || (/^[A-Z]+$/.test(token.text) && reader.tokens[at + 1]?.kind === "path")) break;
    kinds.push(kind);
    at += 1;
    while (between.test(reader.word(at)) && !joins.test(reader.word(at))) {
      all ||=
        /^(?:all|every)$/.test(reader.word(at)) ||
        (reader.word(at) === "the" && reader.word(at + 1) === "whole");
      single ||= /^(?:a|one|single|individual|particular|an|id|each)$/.test(reader.word(at));
      at += 1;
    }
    const entity = reader.scope.entityAt(reader.tokens, at);
    end = at;
    if (entity !== undefined && operationOf(reader.word(entity.end)) === undefined) {
      let next = entity.end;
      while (joins.test(reader.word(next))) next += 1;
      if (next > entity.end && operationOf(reader.word(next)) !== undefined) {
        at = next;
        continue;
      }
      break;
    }
    let next = at;
    while (
      joins.test(reader.word(next)) ||
      (next > at && /^(?:also|then|to|be|can|may)$/.test(reader.word(next)))
    )
      next += 1;
    if (next === at) break;
    at = next;
  }
  if (kinds.length === 0) return undefined;
  return { kinds, end, all, single };
}

const negation = /^(?:not|never|cannot|without|no|nobody|neither|nor)$/;
const permits =
  /^(?:can|may|must|should|shall|want|wants|able|let|lets|allow|allows|support|supports|to|i|users|user|clients|client|callers|anyone|people|we|be|need|needs|wanted|would|possible|provide|provides|way|is|are|you|they|endpoint|endpoints|operations|ability|for|also|service|api|system)$/;

/** "I get 204", "then I see it": what comes back, not what is asked for. */
function isOutcome(reader: Reader, at: number): boolean {
  if (!/^(?:get|gets|see|sees)$/.test(reader.word(at)) || reader.tokens[at]?.text === "GET") return false;
  const next = reader.tokens[/^(?:a|an)$/.test(reader.word(at + 1)) ? at + 2 : at + 1];
  if (next?.kind === "number" && /^[2-5]\d\d$/.test(next.text)) return true;
  return reader.known.gherkin && /^(?:Then|And|But)$/.test(reader.tokens[0]?.text ?? "") && at < 4;
}

/** Reads an operation that a clause speaks of; gives where it ends, or undefined when the word means something else. */
export function readOperation(reader: Reader, at: number): number | undefined {
  if (isOutcome(reader, at)) return undefined;
  const run = runAt(reader, at);
  if (run === undefined) return undefined;
  if (
    /ing$/.test(reader.word(at)) &&
    /^(?:a|an|each|every|one|another|its|their|the|second|that)$/.test(reader.word(at - 1)) &&
    reader.scope.entityAt(reader.tokens, at) !== undefined
  )
    return undefined;
  const ahead = entityNear(reader, run.end);
  const behind = entityBefore(reader, at);
  const entity = ahead?.entity ?? behind ?? reader.entity;
  if (entity === undefined) return undefined;
  const field = reader.scope.fieldAt(reader.tokens, run.end);
  if (
    run.kinds.includes("create") &&
    deniedBefore(reader, at) &&
    reader.mentions(/^(?:twice|same|duplicate|duplicates|again)$/)
  )
    return undefined;
  const only = onlyBefore(reader, at);
  const denied = deniedBefore(reader, at);
  if (field !== undefined && ahead === undefined && run.kinds.length === 1 && denied) return undefined;
  const again = run.kinds.every(
    (kind) => reader.operations.includes(kind) || (kind === "delete" && reader.operations.includes("clear")),
  );
  if (again && !denied) {
    reader.use(at, ahead?.end ?? run.end);
    return ahead?.end ?? run.end;
  }
  if (
    !(
      ahead !== undefined ||
      behind !== undefined ||
      permittedBefore(reader, at) ||
      at === 0 ||
      run.kinds.length > 1
    )
  )
    return undefined;
  if (denied && ahead !== undefined && restricts(reader, ahead.end)) {
    reader.reasons.push("it forbids something only under a condition, which this model does not understand");
    return undefined;
  }
  const end = ahead?.end ?? run.end;
  const kinds = run.kinds.map((kind) => refine(kind, run, ahead?.plural ?? false));
  const single =
    run.kinds[0] === "create" &&
    run.kinds.length === 1 &&
    /^(?:added|changed|read|seen|shown|given)$/.test(reader.word(at)) &&
    ahead === undefined;
  if (single && behind === undefined) return undefined;
  reader.use(at, end);
  if (
    at > 1 &&
    at < 6 &&
    /^(?:can|may|must|should|will|shall)$/.test(reader.word(at - 1)) &&
    /^(?:the|a|an|every|each|our)$/.test(reader.word(0)) &&
    !only
  )
    reader.use(0, at);
  const everything =
    ahead === undefined &&
    behind === undefined &&
    reader.tokens.slice(Math.max(0, at - 6), at).some((token) => /^(?:all|both)$/.test(token.word)) &&
    reader.known.entities.length > 1;
  if (everything && !denied) {
    for (const one of reader.known.entities) operate(reader, one, [...new Set(kinds)]);
    return end;
  }
  if (denied) {
    operate(
      reader,
      entity,
      [...new Set(kinds.flatMap((kind) => (kind === "update" ? (["update", "replace"] as const) : [kind])))],
      false,
    );
    if (kinds.includes("update")) reader.met(`entities/${entity.name}/operations`);
  } else {
    operate(reader, entity, [...new Set(kinds)]);
    if (only) entity.onlyNamed = true;
  }
  reader.entity = entity;
  return end;
}

/** "Nobody may create an entry that is already done" forbids some entries, not to create any. */
function restricts(reader: Reader, at: number): boolean {
  const also =
    /^(?:that|which|who)$/.test(reader.word(at)) &&
    /^(?:is|are|was|were|has|have)$/.test(reader.word(at + 1));
  return also || /^(?:whose|while|when|unless|if|already|as|in)$/.test(reader.word(at));
}

function refine(kind: OperationKind, run: Run, plural: boolean): OperationKind {
  if (kind === "delete" && run.all && plural) return "clear";
  if (kind === "clear") return "clear";
  if (kind === "read" && ((plural && !run.single) || run.all)) return "list";
  if (kind === "list" && run.single && !plural) return "read";
  return kind;
}

function entityNear(
  reader: Reader,
  start: number,
): { entity: EntityFacts; end: number; plural: boolean } | undefined {
  for (let at = start; at < start + 4; at += 1) {
    const found = reader.scope.entityAt(reader.tokens, at);
    if (found !== undefined) return { ...found, plural: isPlural(reader.word(found.end - 1)) };
    if (
      !between.test(reader.word(at)) &&
      !/^(?:list|set|of|details|collection|information|about|data|more|new)$/.test(reader.word(at))
    )
      return undefined;
  }
  return undefined;
}

function entityBefore(reader: Reader, at: number): EntityFacts | undefined {
  for (let back = at - 1; back >= Math.max(0, at - 8); back -= 1) {
    const found = reader.scope.entityAt(reader.tokens, back);
    if (found !== undefined) return found.entity;
    if (/^(?:they|it|them|those|these)$/.test(reader.word(back))) return reader.entity;
    if (
      !/^(?:can|be|may|must|not|never|also|is|are|only|should|shall|will|of|for|new|cannot|been|then|to|,|and|has|have|once|ever)$/.test(
        reader.word(back),
      ) &&
      operationOf(reader.word(back)) === undefined
    )
      return undefined;
  }
  return undefined;
}

function deniedBefore(reader: Reader, at: number): boolean {
  let permitted = false;
  for (let back = at - 1; back >= Math.max(0, at - 5); back -= 1) {
    if (negation.test(reader.word(back)) && !(permitted && reader.word(back) === "not")) return true;
    permitted ||=
      /^(?:can|may|must|should|shall|will)$/.test(reader.word(back)) && reader.word(back + 1) !== "not";
    if (/^(?:,|but|and|:)$/.test(reader.word(back)) || reader.word(back) === "only") return false;
  }
  return (
    /^(?:is|are)$/.test(reader.word(at + 1)) &&
    reader.word(at + 2) === "not" &&
    /^(?:allowed|possible|supported|permitted|needed|offered|available|provided)$/.test(reader.word(at + 3))
  );
}

function onlyBefore(reader: Reader, at: number): boolean {
  return (
    /^(?:only|just)$/.test(reader.word(at - 1)) ||
    (/^(?:be)$/.test(reader.word(at - 1)) && reader.word(at - 2) === "only")
  );
}

function permittedBefore(reader: Reader, at: number): boolean {
  return (
    permits.test(reader.word(at - 1)) ||
    (reader.word(at - 1) === "" && reader.segment.kind !== "sentence") ||
    /^(?:,|and|or|:|by|-)$/.test(reader.word(at - 1))
  );
}

/** Whole phrases about what may be done. */
export const operationRules: readonly Rule[] = [
  rule(
    [
      "(basic|full|standard|usual|simple|complete|the usual)? crud (operations|endpoints|api|service|support|actions)? (for|on|of|over)? <entity>?",
      "(~manage|~maintain|~administer|keep track of|keeping track of|keeps track of|~track|~organise|~organize) (a list of|the|their|our|my|a|all|its|his|her)? <entity>",
      "all the usual operations",
      "the usual operations",
      "(create|add) , read , update (and|,) delete",
    ],
    (reader, match) => {
      const found = match.slots.find((slot) => slot.value.kind === "entity")?.value;
      const entity = found?.kind === "entity" ? found.entity : reader.entity;
      if (entity === undefined) return false;
      operate(reader, entity, everyOperation);
      return true;
    },
  ),
  rule(
    [
      "(append-only|append only|add-only)",
      "(once (written|created|added) ,?)? (they|it|<entity>) (never|cannot|can not|must not) (be)? (change|changed) (or|nor|and) (be)? (deleted|removed|go away)",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      operate(reader, reader.entity, ["update", "delete"], false);
      return true;
    },
  ),
  rule(
    [
      "without (sending|giving|repeating|having to send) (the rest|everything|all of it|the others|the other fields|all fields|all the fields|the whole thing) (again)?",
      "(partly|in part|piecemeal)",
      "(some|any|one) of (its|the) fields",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      reader.met(`entities/${reader.entity.name}/operations/update`);
      return true;
    },
  ),
  rule(
    [
      "(that|which|who) (was|were|is|are|has been|have been) (created|registered|added|entered|made|stored|saved|put in|recorded) (by mistake|before|already|earlier|in error|by accident|wrongly)?",
      "by mistake",
      "by accident",
    ],
    (reader) => reader.entity !== undefined,
  ),
  rule(
    [
      "(partial|partially|partially updated|partial updates|partial update) (updates|update)?",
      "(any of (them|the fields|its fields|these)|only the (fields|properties|values) (that are|which are)? (sent|given|present|provided|included|supplied|in the body) (are|is)? (changed|touched|updated|change|modified)?|any subset of (its|the)? fields|(fields|properties|what is|anything|values|everything) (that are)? (left out|not sent|not given|omitted|not mentioned|not included|not present|absent) (keep|keeps|stay|stays|remain|remains|are|is) (their|its|as|unchanged|untouched|left)? (value|values|it was|they were|was|were|is|they are|alone|the same)?)",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      const entity = reader.entity;
      if (reader.mentions(/^(?:not|no|never|without)$/) && reader.mentions(/^(?:partial|partially)$/)) {
        operate(reader, entity, ["update"], false);
        return true;
      }
      if (reader.mentions(/^put$/)) entity.operation("update").set("method", "PUT", reader.clause);
      entity.operation("update").imply("allowed", true, reader.clause);
      reader.met(`entities/${entity.name}/operations/update`);
      return true;
    },
  ),
  rule(
    [
      "(full replace|full replacement|full update|replaces it (entirely|completely|whole)?|~replace (the|an|a)? (whole|entire|complete|full)? <entity> (entirely|completely|wholly|as a whole)?|wholly replaced|replaced (entirely|completely|as a whole|whole))",
    ],
    (reader) => {
      if (reader.entity === undefined) return false;
      operate(reader, reader.entity, ["replace"]);
      return true;
    },
  ),
];
