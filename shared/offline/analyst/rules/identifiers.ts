import type { Reader } from "../reader.ts";
import { type Rule, rule } from "./rule.ts";

const by = "(by (the|our|my)? (service|server|system|api|backend|database|application|app))";

/** The things a clause on identifiers is about: those it names, else all. */
function identify(reader: Reader, type: "sequence" | "uuid" | undefined): boolean {
  const named = reader.known.entities.filter((entity) =>
    reader.tokens.some((_, at) => reader.scope.entityAt(reader.tokens, at)?.entity === entity),
  );
  const every = reader.tokens[0]?.word === "ids" || reader.tokens[0]?.word === "identifiers";
  const entities =
    named.length > 0
      ? named
      : every
        ? reader.known.entities
        : reader.entity === undefined
          ? []
          : [reader.entity];
  for (const entity of entities) {
    if (type !== undefined) entity.set("identifierType", type, reader.clause);
    reader.met(`entities/${entity.name}/identifier`);
  }
  return entities.length > 0;
}

/** The caller's own value of `id` tells things apart. */
function givenByCaller(reader: Reader): boolean {
  const entity = reader.entity;
  if (entity === undefined) return false;
  if (entity.get("identifierType") !== "given") {
    entity.set("identifierType", "given", reader.clause);
    entity.imply("identifierName", "id", reader.clause);
    const field = entity.addField(["id"], entity.get("identifierName") ?? "id");
    reader.learn(field, { aspect: "required", value: true, implied: true });
    reader.subjects = [field];
  }
  reader.met(`entities/${entity.name}/identifier`);
  return true;
}

const caller =
  "(us|me|you|(the)? (client|clients|caller|callers|user|users) (itself|themselves)?|whoever (creates|adds|registers|enters) (it|one|them)|the (creator|person creating it))";

/** Where identifiers come from, and what they look like. */
export const identifierRules: readonly Rule[] = [
  rule(
    [
      `(the|its|their|an)? (id|ids|identifier|identifiers) (is|are|has to be|must be|gets|being|, which is)? (always)? (chosen|given|picked|set|supplied|provided|made up|assigned|determined|decided) (freely)? by ${caller}`,
      "(we|i|you|clients|callers|the client|the caller|users) (choose|chooses|pick|picks|give|gives|assign|assigns|supply|supplies|provide|provides|make up|decide on) (the|its|their|our own|them|their own) (id|ids|identifier|identifiers) (ourselves|myself|itself|themselves|yourself)?",
    ],
    givenByCaller,
  ),
  rule(
    [
      `(the|its|their|an|a)? (id|ids|identifier|identifiers) (is|are|must be|shall be|should be|being)? (a|an|the)? (unique|plain|simple|running|whole|positive|consecutive|increasing|generated)? (number|numbers|integer|integers|whole numbers|numeric|sequential|serial numbers) (, (starting|counting|counted) (at|from|up from) 1)? \\( 1 , 2 (, 3)? (, 4)? ,? (...|and so on|etc)? \\) ,? (that|which)? (are|is)? (handed out|assigned|given out|given|generated|set|allocated|issued|chosen|made|counted up|numbered)? (out)? ${by}?`,
      "(count|counts|counting|numbered) (up)? (from|starting at) 1 (upwards|up|on|onwards)?",
      "(numbered)? 1 , 2 , 3 (, ...|, and so on|and so on|...|,? etc)?",
    ],
    (reader) =>
      reader.mentions(/^(?:ids?|identifiers?|numbered|count|counts|counting)$/) &&
      identify(reader, "sequence"),
  ),
  rule(
    [
      `(the|its|their|an|a)? (id|ids|identifier|identifiers) (that|which)? (is|are|comes|come|gets|get)? (handed out|assigned|given out|given|generated|set|allocated|issued|chosen|made up|made|created)? (from|by) (the|our|my)? (service|server|system|api|backend|database|application|app)`,
      `(handed out|allocated|issued|given out) ${by}`,
    ],
    (reader) => reader.mentions(/^(?:ids?|identifiers?)$/) && identify(reader, undefined),
  ),
];
