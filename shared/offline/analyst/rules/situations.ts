import type { FieldFacts } from "../facts/field-facts.ts";
import { RuleIndex } from "../grammar/attribute-rule.ts";
import type { Reader } from "../reader.ts";
import { type Rule, rule, slot } from "./rule.ts";

export type Situation =
  | "malformed"
  | "invalid"
  | "notFound"
  | "conflict"
  | "unknownReference"
  | "stillReferenced";
export type Mention = {
  readonly situation: Situation;
  readonly start: number;
  readonly end: number;
  readonly learn?: () => void;
};

type Made = (reader: Reader, found: ReturnType<typeof slotsOf>) => (() => void) | undefined;
type Entry = Rule & { readonly situation: Situation; readonly made: Made | undefined };

function slotsOf(match: Parameters<Rule["apply"]>[1]) {
  return {
    fields: [
      ...slot(match, "field").map((one) => one.field),
      ...slot(match, "fields").flatMap((one) => one.fields),
    ],
    entities: slot(match, "entity").map((one) => one.entity),
  };
}

function entry(situation: Situation, sources: readonly string[], made?: Made): Entry {
  return { ...rule(sources, () => true), situation, made };
}

const learns =
  (teach: (reader: Reader, field: FieldFacts) => void): Made =>
  (reader, { fields }) =>
  () => {
    for (const field of fields) teach(reader, field);
  };

/** Several fields that two things must not share. */
const together: Made =
  (reader, { fields, entities }) =>
  () => {
    const owner = fields[0] === undefined ? undefined : reader.known.byName(fields[0].entity);
    if (owner === undefined) return;
    const parents = entities.filter((entity) => entity !== owner);
    const references = [...owner.fields.values()].filter((field) =>
      parents.some((parent) => field.get("references") === parent.name),
    );
    const names = [...new Set([...fields, ...references].map((field) => field.name))];
    for (const field of [...fields, ...references]) reader.metField(field);
    if (names.length === 1 && fields[0] !== undefined)
      reader.learn(fields[0], { aspect: "unique", value: "exact", implied: true });
    else if (!owner.uniqueTogether.some((known) => [...known].sort().join() === [...names].sort().join()))
      owner.uniqueTogether.push(names);
  };

const input =
  "(input|inputs|body|bodies|data|value|values|request|requests|payload|payloads|field|fields|properties|property|parameter|parameters|json|entity|type|types|<fields>|<entity>|query|query parameters|filter values)";

const entries: readonly Entry[] = [
  entry("malformed", [
    "(malformed|invalid|broken|bad|unparsable|unparseable|non-json|syntactically invalid|unreadable) json (bodies|body)?",
    "(a|the)? (body|bodies|request|payload) (that|which)? (is|are)? (not|no|cannot be parsed as|malformed|broken|unparsable) (valid|a|parsed|be parsed)? (json|object|json object)?",
    "(not|non|no) (a|an)? (valid)? json object?",
    "not json",
    "malformed (body|bodies|request|requests)",
    "json that (cannot|does not) (be)? (parsed|parse)",
  ]),
  entry(
    "invalid",
    [
      "(missing|without|lacks|lacking|omits|omitting|absent|no|not giving|leaving out|left out) (a|an|the|its|any|any of|one of|or empty|or blank|or invalid)? (required|mandatory|obligatory)? (or|and)? <fields>",
    ],
    learns((reader, field) => reader.learn(field, { aspect: "required", value: true })),
  ),
  entry(
    "invalid",
    ["(empty|an empty) <fields>", "<fields> (that|which|is|are) (is|are)? empty"],
    learns((reader, field) => {
      reader.learn(field, { aspect: "minLength", value: 1, implied: true });
    }),
  ),
  entry(
    "invalid",
    [
      "(blank|a blank|empty or blank|blank or empty|a blank or empty|an empty or blank|missing or blank) <fields>",
      "<fields> (that|which|is|are) (is|are)? blank",
    ],
    learns((reader, field) => {
      reader.learn(field, { aspect: "notBlank", value: true });
    }),
  ),
  entry(
    "invalid",
    [
      "(a|any)? negative <fields>",
      "<fields> (below|under) zero",
      "<fields> (that|which|is|are) (is|are)? negative",
    ],
    learns((reader, field) => reader.learn(field, { aspect: "minimum", value: 0 })),
  ),
  entry("invalid", [
    `(invalid|wrong|bad|incorrect|unacceptable|illegal|incomplete|malformed|ill-formed|unprocessable|missing|faulty|missing or invalid|invalid or missing|badly formed|erroneous|unknown|unsupported|out-of-range) (or|and|,)? (missing|invalid|wrong|malformed|incomplete|empty|mistyped)? (required|mandatory)? ${input} (values|value|data|fields|body|format|formats|type|types)?`,
    "(input|inputs|data|bodies|body|payload|request|requests|values|value|anything|everything|field|fields|<field>|<entity>) (that|which)? (is|are|does|do|has|have|~fail|~break|~violate)? (not|wrong|invalid|missing)? (valid|invalid|validate|validation|conform|conforming|wrong|missing|required fields|types|rules|these rules|any of these rules|this|these|a rule|any rule|any of them|the rules|pass)",
    "(validation|validating|validate) (error|errors|failure|failures|problems|problem|fails|failed|rules)?",
    "(any|a|an)? (other|unknown|different) (value|values|choice|<field>)",
    "(wrong|bad|invalid) (types|type)",
    "(if|when)? (it|this|that|validation|they|any of this|any rule) (is|are|fails|fail) (violated|broken|invalid|missing)?",
    "(any|a)? (violation|violations|breach)",
    "out of range",
    "(required|mandatory) (field|fields|value|values) (is|are) (missing|absent)",
    "(is|are) (invalid|missing|wrong|malformed|not valid|incorrect|violated|broken)",
    "(anything|everything) else",
    "(bad|invalid) requests?",
    "(otherwise|rule violations|broken rules)",
    "invalid",
    "unprocessable",
  ]),
  entry("unknownReference", [
    "(unknown|non-existent|nonexistent|non-existing|missing|an unknown|a non-existent|a nonexistent|invalid) <entity> (or <entity>)? (id|ids|reference|references)?",
    "(unknown|nonexistent|non-existent|invalid|missing|a missing|an unknown) <fields>",
    "(an|a|the)? <entity> (that|which|who|does|do|is)? (does|do)? (not|no) (exist|exists|known|found|be found)",
    "(<fields>) (that|which)? (does|do|is|must) (not)? (exist|refer|name|point|known) (to)? (an|a)? (existing)? <entity>?",
    "(refers|points|referring|pointing|belongs|belonging|belong) to (no|an unknown|a missing|nothing|a nonexistent) <entity>?",
    "no such <entity>",
  ]),
  entry("notFound", [
    "(an|the|any|a)? (unknown|non-existent|nonexistent|non-existing|missing|absent|deleted) (one|ones|id|ids|identifier|identifiers|<entity>|resource|resources|url|urls) (id|ids)?",
    "(if|when|for|with|where)? (it|the id|the <entity>|they|the|a|an|one|id|ids|an id|anything|a resource|<entity>|one|no one|things|thing)? (that|which|who|with that id)? (does|do|is|are|was|has|cannot)? (not|never|no longer) (be)? (there|exist|exists|found|known|present|existing)",
    "not found",
    "(no|unknown) such (<entity>|thing|id|resource)?",
    "no <entity> (has|with|of) (that|the|this) (id|identifier|given id|given)?",
    "(no)? unknown",
    "is gone",
    "are gone",
    "nonexistent",
    "does not exist",
    "(after|once) (it is|being|they are|it has been) (deleted|removed|gone)",
    "gone",
  ]),
  entry(
    "conflict",
    [
      "(a|the)? (another|second|duplicate) <entity> (with|for|on|of|at|in|by|having) the same <fields> (and|for|in|of|by|on|at|,|with) (the)? (same)? <fields>",
      "(a|the)? (another|second|duplicate|existing) <entity> (with|for|on|of|at|in|by|having) the same <fields> (and|for|in|of|by|on|at|,|with) (the)? same <entity>",
      "(there)? (is|exists)? (already)? (a|an|another) <entity> (for|with|of|having) the same <fields>",
      "(if|when|that|because)? there (already)? (is|exists) (already)? (a|an|another|some other) <entity> (for|with|of|having|called|named) (the|that|the same|this|such a) <fields> (already)?",
      "<entity> (for|with) the same <fields> (already exists|exists already|exists|is there)",
    ],
    together,
  ),
  entry("conflict", [
    "(a|an|each|every|one|the)? <word> (can|may|must) (only)? <word> (the|a|an|each|any)? same? <entity> (only)? once",
  ]),
  entry(
    "conflict",
    [
      "(the)? same <fields> (and|with|for|\\+|plus|,) (the)? same <fields> (twice|again|is refused|a second time|already exists|exists already)?",
      "same <fields> (\\+|plus|and) <fields> (twice|again|a second time)",
    ],
    together,
  ),
  entry("invalid", [
    "(any|a|every)? (statement|statements|value|values|input|anything|data|request|body) (that|which)? (is|are|does|do)? not (conforming|conform|complying|comply|in accordance|in conformity|in line) (to|with) (these|the|this)? (terms|rules|conditions|provisions|specification|requirements|schema)?",
  ]),
  entry("invalid", [
    "(any|an|every)? (attempt|attempts) (to (do so|(change|alter|amend|modify|set) (it|them|this|that|either|one)?)|at (it|that|this|doing so))",
    "trying (to (change|alter|set|modify|update) (it|them|this|either|one of them|that)?)",
  ]),
  entry(
    "conflict",
    ["(on|at|for|in) (the|a) same <fields>", "same <fields> (twice|again)"],
    learns((reader, field) => reader.learn(field, { aspect: "unique", value: "exact", implied: true })),
  ),
  entry(
    "conflict",
    [
      "(a|the)? (duplicate|duplicated|repeated|second) <fields>",
      "(a|the|its|that|if|when|whose)? <fields> (that|which)? (is|are|has|have)? (been)? already (been)? (taken|used|in use|exists|exist|known|there|registered|present|given)",
      "(another|a second|an existing|other) <entity> (that|which)? (with|already|having|has|have|of) (the|that|already)? (has|have|uses|use|with)? (same|that|this)? <fields>",
      "(with|using|reusing|reuse|has|to|of)? (a|an|the)? (same|taken|existing|already used|used) <fields> (again|twice|as another)?",
      "(the same|taken) <fields> (again|twice|is taken)?",
      "<fields> (taken|clash|clashes|collides|is taken|are taken|conflict|conflicts|is in use|is used twice|exists|is a duplicate|is not unique|is duplicated)",
    ],
    learns((reader, field) => reader.learn(field, { aspect: "unique", value: "exact", implied: true })),
  ),
  entry("conflict", [
    "(the)? second one?",
    "(a|any)? (duplicate|duplicates|duplicated|conflict|conflicts|conflicting|clash|clashes)",
    "(already|it already|one already|they already) (exists|exist|taken|used|in use|there)",
    "(is|are)? already taken",
    "a second (one)?",
    "uniqueness (violation|violations|conflict)?",
  ]),
  entry("stillReferenced", [
    "(an|a|the)? <entity> (that|which|who)? (still)? (has|have|with|having) (any|some|at least one)? <entity> (left)?",
    "(while|when|if|as long as|that|which|who|because) (it|they|he|she|<entity>)? still (has|have|having|is referenced|are referenced|is used|in use|is in use|contains|contain) (any)? <entity>?",
    "(still|is still|are still) (in use|referenced|used|referred to)",
  ]),
];

const index = new RuleIndex<Entry>(entries);

/** The situations that a clause speaks of, in order. */
export function situationsIn(reader: Reader): Mention[] {
  const mentions: Mention[] = [];
  for (let at = 0; at < reader.tokens.length; at += 1) {
    if (reader.used(at)) continue;
    const found = situationAt(reader, at);
    if (found === undefined) continue;
    mentions.push(found);
    at = found.end - 1;
  }
  return mentions;
}

function situationAt(reader: Reader, at: number): Mention | undefined {
  for (const { rule: known, match } of index.matches(reader.tokens, at, reader.slots)) {
    const slots = slotsOf(match);
    const situation = resolve(reader, known.situation, slots, match.start);
    if (situation === undefined) continue;
    const learn = known.made?.(reader, slots);
    return { situation, start: match.start, end: match.end, ...(learn === undefined ? {} : { learn }) };
  }
  return undefined;
}

function determined(reader: Reader, at: number): number {
  return /^(?:a|an|the)$/.test(reader.word(at)) ? at + 1 : at;
}

/** An unknown thing is a reference to it in a clause about creating another, and else the thing asked for. */
function resolve(
  reader: Reader,
  situation: Situation,
  { fields, entities }: ReturnType<typeof slotsOf>,
  start: number,
): Situation | undefined {
  if (situation === "unknownReference") {
    if (/^(?:refer|point|belong)(?:s|ring|ing)?$/.test(reader.word(start))) return situation;
    const references = fields.some(
      (field) => field.get("references") !== undefined || /(?:^| )id$/.test(field.words.join(" ")),
    );
    const other = entities.some(
      (entity) =>
        entity !== reader.entity &&
        reader.entity !== undefined &&
        [...reader.entity.fields.values()].some((field) => field.get("references") === entity.name),
    );
    const led = /^(?:with|naming|names|giving|having|whose|to)$/.test(
      reader.word(/^(?:a|an|the)$/.test(reader.word(start - 1)) ? start - 2 : start - 1),
    );
    const referrer = reader.known.entities.some(
      (owner) =>
        !entities.includes(owner) &&
        entities.every((entity) =>
          [...owner.fields.values()].some((field) => field.get("references") === entity.name),
        ),
    );
    if (led && entities.length > 0 && referrer) return situation;
    if (references || (other && reader.operations.some((kind) => kind !== "delete" && kind !== "read")))
      return situation;
    const keyed = fields.some(
      (field) => reader.known.byName(field.entity)?.get("identifierName") === field.name,
    );
    return fields.length > 0 && !keyed ? "invalid" : "notFound";
  }
  if (
    situation === "invalid" &&
    fields.length > 0 &&
    /^(?:unknown|nonexistent|non-existent)$/.test(reader.word(determined(reader, start)))
  ) {
    if (fields.some((field) => reader.known.byName(field.entity)?.get("identifierName") === field.name))
      return "notFound";
  }
  if (
    situation === "invalid" &&
    fields.length === 0 &&
    entities.length === 1 &&
    /^(?:unknown|nonexistent|non-existent|missing)$/.test(reader.word(determined(reader, start)))
  ) {
    return resolve(reader, "unknownReference", { fields, entities }, start);
  }
  if (situation === "stillReferenced") {
    const [one, many] = entities;
    if (entities.length === 2 && one !== many && many !== undefined && one !== undefined) {
      return [...many.fields.values()].some((field) => field.get("references") === one.name)
        ? situation
        : undefined;
    }
    return entities.length < 2 && reader.mentions(/^still$/) ? situation : undefined;
  }
  return situation;
}
