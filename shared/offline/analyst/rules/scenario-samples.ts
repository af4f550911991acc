import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { isName } from "../grammar/slots.ts";
import { neutral } from "../lexicon/words.ts";
import type { Reader } from "../reader.ts";
import { refer } from "./reference-item.ts";

/** What the steps of one scenario have set up so far. */
export type Stage = {
  /** The values that things of the scenario have, as in `a tank named "Reef"`. */
  values: { readonly field: FieldFacts; readonly value: string }[];
  /** Fields that a request leaves out, whose outcome is still to be told. */
  lacking: FieldFacts[];
  /** A value that a request repeats: within what, and whether in other letters. */
  repeated:
    | { readonly field: FieldFacts; readonly within?: EntityFacts; readonly ignoreCase: boolean }
    | undefined;
};

export function emptyStage(): Stage {
  return { values: [], lacking: [], repeated: undefined };
}

/** Reads the sample values, the omissions and the repetitions of a step of a scenario. */
export function readSamples(reader: Reader): void {
  const outcome = reader.tokens.find((token) => token.kind === "number" && /^[2-5]\d\d$/.test(token.text));
  const asks = /^(?:Given|When|And|But)$/.test(reader.tokens[0]?.text ?? "");
  for (let at = 1; at < reader.tokens.length; at += 1) {
    if (reader.used(at) && reader.tokens[0]?.text !== "Given") continue;
    if (asks && /^(?:with|named|called)$/.test(reader.word(at))) readPairs(reader, at);
    if (/^(?:lacks|lack|lacking|without|missing|misses|omits|omitting)$/.test(reader.word(at)))
      readLacking(reader, at);
  }
  readAgain(reader);
  if (outcome !== undefined) conclude(reader, outcome.value ?? 0);
}

function entityBefore(reader: Reader, end: number): EntityFacts | undefined {
  for (let at = end - 1; at >= Math.max(0, end - 3); at -= 1) {
    const found = reader.scope.entityAt(reader.tokens, at);
    if (found !== undefined && found.end === end) return found.entity;
  }
  return undefined;
}

/** The field that "named" and "called" tell. */
function nameOf(entity: EntityFacts): FieldFacts {
  const fields = [...new Set(entity.fields.values())];
  return (
    fields.find((field) => field.name === "name") ??
    fields.find((field) => /name$/i.test(field.name)) ??
    fields.find((field) => /^(?:title|label)$/.test(field.name)) ??
    entity.addField(["name"])
  );
}

/** `with name "Reef", water "salt" and volume 12000`: names, each with a value. */
function readPairs(reader: Reader, start: number): void {
  const entity = entityBefore(reader, start);
  if (entity === undefined) return;
  const stage = reader.known.stage;
  const string = reader.tokens[start + 1];
  if (reader.word(start) !== "with") {
    if (string?.kind !== "string") return;
    const field = nameOf(entity);
    note(reader, stage, field, string.text);
    reader.use(start, start + 2);
    reader.metField(field);
    return;
  }
  for (let at = start + 1; ; ) {
    while (/^(?:,|and|a|an|the|its|of)$/.test(reader.word(at))) at += 1;
    const words: string[] = [];
    let next = at;
    const first = reader.tokens[at];
    const exact = first !== undefined && isName(first) ? first.text : undefined;
    if (exact !== undefined) next += 1;
    while (
      exact === undefined &&
      words.length < 3 &&
      reader.tokens[next]?.kind === "word" &&
      (!neutral.has(reader.word(next)) || /^(?:type|kind|status|code|url)$/.test(reader.word(next)))
    ) {
      words.push(reader.word(next));
      next += 1;
    }
    if (words.length === 0 && exact === undefined) return;
    while (/^(?:of|=|:|is|set|to)$/.test(reader.word(next))) next += 1;
    const value = reader.tokens[next];
    const known =
      value?.kind === "string" || value?.kind === "number" || /^(?:true|false)$/.test(value?.word ?? "");
    if (value === undefined || !known) return;
    const field = entity.addField(exact === undefined ? words : [exact], exact);
    if (value.kind === "number") field.imply("type", "number", reader.clause);
    else if (value.kind === "word") field.imply("type", "boolean", reader.clause);
    else {
      if (/^\d{4}-\d\d-\d\d$/.test(value.text)) field.imply("type", "date", reader.clause);
      note(reader, stage, field, value.text);
    }
    reader.use(at === start + 1 ? start : at, next + 1);
    reader.metField(field);
    at = next + 1;
    if (!/^(?:,|and)$/.test(reader.word(at))) return;
  }
}

/** Keeps a sample value; one that is there already is repeated, in the same letters or others. */
function note(reader: Reader, stage: Stage, field: FieldFacts, value: string): void {
  const before = stage.values.find(
    (one) => one.field === field && one.value.toLowerCase() === value.toLowerCase(),
  );
  if (before !== undefined && reader.tokens[0]?.text !== "Given") {
    const within = sharedOwner(reader, field);
    stage.repeated = {
      field,
      ignoreCase: before.value !== value,
      ...(within === undefined ? {} : { within }),
    };
  }
  stage.values.push({ field, value });
}

/** The tank of "in the same tank". */
function sharedOwner(reader: Reader, field: FieldFacts): EntityFacts | undefined {
  const same = reader.tokens.findIndex((token) => /^(?:same|that)$/.test(token.word));
  const found = same < 0 ? undefined : reader.scope.entityAt(reader.tokens, same + 1);
  return found === undefined || found.entity.name === field.entity ? undefined : found.entity;
}

function readLacking(reader: Reader, start: number): void {
  let end = start;
  for (let at = start + 1; at < reader.tokens.length; at += 1) {
    if (/^(?:,|and|or|a|an|the|its|any|either|one|of)$/.test(reader.word(at))) continue;
    const found = reader.scope.fieldAt(reader.tokens, at);
    if (found === undefined) break;
    reader.known.stage.lacking.push(found.field);
    reader.metField(found.field);
    end = found.end;
    at = found.end - 1;
  }
  if (end === start) return;
  reader.use(start, end);
  reader.tokens.forEach((token, at) => {
    if (at < start && /^(?:breaks|violates|breaking|rules|rule)$/.test(token.word)) reader.use(at, at + 1);
  });
}

/** `a second "Bubbles" in the same tank`, `a "Bubbles" in a different tank is fine`: a value, and no more, repeated. */
function readAgain(reader: Reader): void {
  const { stage } = reader.known;
  if (!reader.mentions(/^(?:second|another|again|same|different|other|further)$/)) return;
  for (const [at, token] of reader.tokens.entries()) {
    if (token.kind !== "string" || reader.used(at)) continue;
    const known = stage.values.find((one) => one.value.toLowerCase() === token.text.toLowerCase());
    if (known === undefined) continue;
    reader.metField(known.field);
    const fine = reader.mentions(/^(?:fine|ok|okay|allowed|accepted|possible|permitted)$/);
    if (fine) {
      reader.use(0, reader.tokens.length);
      return;
    }
    reader.use(0, at + 1);
    note(reader, stage, known.field, token.text);
  }
}

/** What the outcome says of what the request left out or repeated. */
function conclude(reader: Reader, status: number): void {
  const { stage } = reader.known;
  if (status >= 400)
    for (const field of stage.lacking) reader.learn(field, { aspect: "required", value: true });
  stage.lacking = [];
  const { repeated } = stage;
  if (status !== 409 || repeated === undefined) return;
  stage.repeated = undefined;
  const owner = reader.known.byName(repeated.field.entity);
  const reference =
    owner === undefined || repeated.within === undefined ? undefined : refer(reader, owner, repeated.within);
  if (owner === undefined) return;
  if (reference === undefined)
    reader.learn(repeated.field, { aspect: "unique", value: repeated.ignoreCase ? "ignore-case" : "exact" });
  else {
    const names = [repeated.field.name, reference.name];
    if (!owner.uniqueTogether.some((one) => [...one].sort().join() === [...names].sort().join()))
      owner.uniqueTogether.push(names);
    if (repeated.ignoreCase) reader.learn(repeated.field, { aspect: "ignoreCase", value: true });
    reader.met(`entities/${owner.name}/uniqueTogether`);
  }
  reader.metField(repeated.field);
}
