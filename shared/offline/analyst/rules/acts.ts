import type { EntityFacts } from "../facts/entity-facts.ts";
import { inflections } from "../grammar/inflect.ts";
import { acts } from "../lexicon/acts.ts";
import type { Reader } from "../reader.ts";
import { operate } from "./operations.ts";

const forms = acts.map(([verb, particle, things]) => ({
  forms: new Set(inflections(verb)),
  particle,
  things,
}));
const participles = /(?:ed|nt|ght)$/;

/** The thing that is there once the verb at a position has been done, where the text keeps such things. */
function outcomeAt(
  reader: Reader,
  at: number,
): { entity: EntityFacts; end: number; verb: string } | undefined {
  const word = reader.word(at);
  for (const act of forms) {
    if (!act.forms.has(word)) continue;
    if (act.particle !== "" && reader.word(at + 1) !== act.particle) continue;
    for (const thing of act.things) {
      const entity = reader.known.entity(thing);
      if (entity !== undefined) return { entity, end: act.particle === "" ? at + 1 : at + 2, verb: word };
    }
  }
  return undefined;
}

/**
 * "Sign up for a shift" makes a sign-up, "who signed up" lists them, and "withdraw my sign-up" removes one: people say
 * what they do, and the service keeps what comes of it.
 */
export function readAct(reader: Reader, at: number): number | undefined {
  if (reader.tokens[at]?.kind !== "word" || reader.tokens[at]?.code) return undefined;
  const withdrawn = readWithdrawal(reader, at);
  if (withdrawn !== undefined) return withdrawn;
  const found = outcomeAt(reader, at);
  if (
    found === undefined ||
    /^(?:a|an|the|each|every|my|their|its|his|her|your|all|any|no|new|one)$/.test(reader.word(at - 1))
  )
    return undefined;
  const { entity } = found;
  let end = found.end;
  while (/^(?:for|to|at|on|in|with|a|an|the|any|one|each)$/.test(reader.word(end)) && end < found.end + 3)
    end += 1;
  const parent = reader.scope.entityAt(reader.tokens, end);
  const related = parent !== undefined && parent.entity !== entity;
  const past =
    participles.test(found.verb) &&
    /^(?:who|which|people|they|those|volunteers|users|members|everyone|that|has|have)$/.test(
      reader.word(at - 1),
    );
  if (!past && !related && !/^(?:to|can|may|must|could|,|and)$/.test(reader.word(at - 1))) return undefined;
  reader.use(at, related && parent !== undefined ? parent.end : found.end);
  reader.entity = entity;
  if (past) {
    if (reader.mentions(/^(?:see|list|view|show|find|read|know)$/)) operate(reader, entity, ["list"]);
    else reader.met(`entities/${entity.name}`);
  } else operate(reader, entity, ["create"]);
  return related && parent !== undefined ? parent.end : found.end;
}

/** "Withdraw my sign-up", "cancel a booking": unless the thing has a state for it, it goes. */
function readWithdrawal(reader: Reader, at: number): number | undefined {
  if (
    !/^(?:withdraw|withdraws|withdrawn|retract|retracts|revoke|revokes|cancel|cancels)$/.test(
      reader.word(at),
    ) ||
    !/^(?:a|an|the|my|their|his|her|its|your|one|any|our)$/.test(reader.word(at + 1))
  )
    return undefined;
  const found = reader.scope.entityAt(reader.tokens, at + 2);
  if (found === undefined) return undefined;
  const stated = [...found.entity.fields.values()].some(
    (field) =>
      /cancel|withdraw|revok|retract/.test(field.name.toLowerCase()) ||
      field.get("choices")?.some((choice) => /cancel|withdraw|revok|retract/i.test(choice)) === true,
  );
  reader.entity = found.entity;
  operate(reader, found.entity, [stated ? "update" : "delete"]);
  reader.use(at, found.end);
  return found.end;
}
