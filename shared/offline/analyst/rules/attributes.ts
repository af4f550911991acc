import type { Attribute, FieldFacts } from "../facts/field-facts.ts";
import { askedRules } from "../grammar/asked.ts";
import { foundIn, RuleIndex } from "../grammar/attribute-rule.ts";
import { countedRules } from "../grammar/format-counts.ts";
import { sampleRules } from "../grammar/format-samples.ts";
import { startRules } from "../grammar/format-starts.ts";
import { type FormatRule, formatRules } from "../grammar/formats.ts";
import { limitRules } from "../grammar/limits.ts";
import { presenceRules } from "../grammar/presence.ts";
import { presenceSaidRules } from "../grammar/presence-said.ts";
import { saidSources } from "../grammar/said-sources.ts";
import { sequenceAt } from "../grammar/sequences.ts";
import { sizedClassRules } from "../grammar/sized-classes.ts";
import { spokenDefaults } from "../grammar/spoken-defaults.ts";
import { subsetRules } from "../grammar/subsets.ts";
import { typeRules } from "../grammar/types.ts";
import { uniqueWithinRules } from "../grammar/unique-within.ts";
import { wholeNumberRules } from "../grammar/whole-numbers.ts";
import type { Reader } from "../reader.ts";

/** Phrases that say something of a value without naming its type. */
const valueRules: readonly FormatRule[] = [
  ...presenceRules,
  ...askedRules,
  ...presenceSaidRules,
  ...sampleRules,
  ...countedRules,
  ...startRules,
  ...spokenDefaults,
  ...saidSources,
  ...uniqueWithinRules,
  ...limitRules,
  ...formatRules,
  ...sizedClassRules,
  ...wholeNumberRules,
];
const withTypes = new RuleIndex<FormatRule>([...valueRules, ...subsetRules, ...typeRules]);
const withoutTypes = new RuleIndex<FormatRule>(valueRules);

export type AttributeMatch = { readonly attributes: readonly Attribute[]; readonly end: number };

/** The longest attribute phrase at a position; types only where a type is what may be said. */
export function attributesAt(
  reader: Reader,
  at: number,
  types: boolean,
  fits: (end: number) => boolean = () => true,
): AttributeMatch | undefined {
  const sequence = sequenceAt(reader.tokens, at);
  if (sequence !== undefined && fits(sequence.end)) {
    return { attributes: [{ aspect: "pattern", value: sequence.source }], end: sequence.end };
  }
  let choosing: AttributeMatch | undefined;
  for (const { rule, match } of (types ? withTypes : withoutTypes).matches(reader.tokens, at, reader.slots)) {
    if (!fits(match.end)) continue;
    if (
      reader.word(match.end - 1) === "one" &&
      match.end - match.start > 1 &&
      reader.tokens[match.end]?.kind === "word" &&
      !closes(reader, match.end)
    )
      continue;
    if (reader.word(match.end) === "of" && /^(?:list|array|set|collection)$/.test(reader.word(match.end - 1)))
      continue;
    if (isFirstOfSeveral(reader, match.start, match.end)) continue;
    const found = foundIn(match);
    const attributes =
      "read" in rule && rule.read !== undefined
        ? rule.read(reader.tokens.slice(match.start, match.end), found.numbers)
        : rule.give(found);
    if (attributes.length === 0 && !isServerSet(reader, match.start, match.end)) continue;
    const thing = types ? reader.scope.entityAt(reader.tokens, at) : undefined;
    if (
      thing !== undefined &&
      thing.end >= match.end &&
      attributes.every((attribute) => attribute.aspect === "type")
    )
      continue;
    const bare =
      rule.patterns.length > 1 &&
      match.slots[0]?.start === match.start &&
      attributes.some((attribute) => attribute.aspect === "choices");
    if (!bare) return { attributes, end: match.end };
    choosing ??= { attributes, end: match.end };
  }
  return choosing;
}

/** "known = true/false" names what may be, not what is when nothing is given. */
function isFirstOfSeveral(reader: Reader, start: number, end: number): boolean {
  return reader.word(start) === "=" && end === start + 2 && /^(?:\/|\||or)$/.test(reader.word(end));
}

/** "Set by the server" says who gives a value, which matters only to names that tell when it is set. */
function isServerSet(reader: Reader, start: number, end: number): boolean {
  return reader.tokens
    .slice(start, end)
    .some((token) =>
      /^(?:us|me|ourselves|itself|application|app|server|service|system|api|backend|automatically|auto|server-set|server-generated|auto-generated|system-generated|readonly)$/.test(
        token.word,
      ),
    );
}

const joining =
  /^(?:,|and|but|which|that|is|are|be|must|should|shall|a|an|the|of|with|as|it|they|its|has|have|having|to|:|-|also|always|will|being|may|can|only|if|given|there|plus|either|valid|value|values|in|->)$/;

/** Reads what is said of fields from a position on, as far as it goes; returns where it ends. */
export function readAttributes(
  reader: Reader,
  start: number,
  fields: readonly FieldFacts[],
  until = reader.tokens.length,
): number {
  let end = start;
  let at = start;
  let separate = false;
  while (at < until) {
    const matched = attributesAt(reader, at, true, (reached) => reached <= until);
    if (matched !== undefined && (!separate || closes(reader, matched.end))) {
      apply(reader, fields, matched.attributes);
      reader.use(at, matched.end);
      at = matched.end;
      end = at;
      separate = false;
    } else if (joining.test(reader.word(at))) {
      separate ||= /^(?:,|and|but|plus)$/.test(reader.word(at));
      at += 1;
    } else break;
  }
  return end;
}

/** Whether a phrase is over at a position, so that what was read is not the start of a new thing. */
export function closes(reader: Reader, at: number): boolean {
  const token = reader.tokens[at];
  if (token === undefined) return true;
  return (
    /^(?:,|and|but|\.|;|\)|or|\(|-|:|by|when|if|so|unless|which|that|at|in|is|must|with|per|across|within|among|for|after|once|until|because|\||as)$/.test(
      token.word,
    ) && token.kind !== "string"
  );
}

/** Lets fields have attributes. */
export function apply(reader: Reader, fields: readonly FieldFacts[], attributes: readonly Attribute[]): void {
  for (const field of fields) {
    for (const attribute of attributes) reader.learn(field, attribute);
    reader.metField(field);
  }
}
