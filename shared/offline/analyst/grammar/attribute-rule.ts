import type { Attribute, Scalar } from "../facts/field-facts.ts";
import type { Token } from "../text/tokens.ts";
import { type Match, match, type Pattern, pattern, type Slots } from "./pattern.ts";
import type { SlotValue } from "./slots.ts";

/** What a rule's pattern matched, by kind of slot. */
export type Found = {
  readonly numbers: readonly number[];
  readonly literal: Scalar | readonly Scalar[] | undefined;
  /** Whether the literal can be nothing but a value. */
  readonly exact: boolean;
  readonly choices: readonly string[];
  readonly words: readonly Token[];
  /** Names of the entities that were matched. */
  readonly entities: readonly string[];
};

/** One way of saying something about a field; a rule that finds nothing to give has not matched. */
export type AttributeRule = {
  readonly patterns: readonly Pattern[];
  readonly give: (found: Found) => readonly Attribute[];
};

export function attributeRule(sources: readonly string[], give: AttributeRule["give"]): AttributeRule {
  return { patterns: sources.map(pattern), give };
}

type Entry<Rule> = { readonly rule: Rule; readonly pattern: Pattern; readonly rank: number };

/** The rules that can match in a clause: by the word that a match begins with, and those that begin with any. */
type Candidates<Rule> = {
  readonly byFirst: ReadonlyMap<string, readonly Entry<Rule>[]>;
  readonly anyFirst: readonly Entry<Rule>[];
};

/** Rules by the words that a match of them holds, so that a clause tries only those that could match in it. */
export class RuleIndex<Rule extends { readonly patterns: readonly Pattern[] }> {
  readonly #byNeed = new Map<string, Entry<Rule>[]>();
  readonly #always: Entry<Rule>[] = [];
  readonly #candidates = new WeakMap<readonly Token[], Candidates<Rule>>();

  constructor(rules: readonly Rule[]) {
    let rank = 0;
    for (const rule of rules) {
      for (const compiled of rule.patterns) {
        const entry = { rule, pattern: compiled, rank: rank++ };
        const need = compiled.needs[0];
        if (need === undefined) this.#always.push(entry);
        else {
          for (const word of need) {
            const known = this.#byNeed.get(word);
            if (known === undefined) this.#byNeed.set(word, [entry]);
            else known.push(entry);
          }
        }
      }
    }
  }

  /** Every match at a position, the longest first; of equal length, the rule that stands first. */
  *matches(
    tokens: readonly Token[],
    at: number,
    slots: Slots<SlotValue>,
  ): Generator<{ rule: Rule; match: Match<SlotValue> }> {
    const word = tokens[at]?.word ?? "";
    const found: { rule: Rule; match: Match<SlotValue>; rank: number }[] = [];
    const candidates = this.#candidatesIn(tokens);
    for (const { rule, pattern: tried, rank } of candidates.byFirst.get(word) ?? candidates.anyFirst) {
      const matched = match(tried, tokens, at, slots);
      if (matched !== undefined) found.push({ rule, match: matched, rank });
    }
    found.sort((a, b) => b.match.end - a.match.end || a.rank - b.rank);
    yield* found;
  }

  #candidatesIn(tokens: readonly Token[]): Candidates<Rule> {
    const known = this.#candidates.get(tokens);
    if (known !== undefined) return known;
    const words = new Set(tokens.map((token) => token.word));
    const found = new Set(this.#always);
    for (const word of words) {
      for (const entry of this.#byNeed.get(word) ?? []) {
        if (entry.pattern.needs.every((need) => holdsAny(words, need))) found.add(entry);
      }
    }
    const sorted = [...found].sort((a, b) => a.rank - b.rank);
    const anyFirst = sorted.filter((entry) => entry.pattern.first === undefined);
    const byFirst = new Map<string, readonly Entry<Rule>[]>();
    for (const word of sorted.length > anyFirst.length ? words : []) {
      const fitting = sorted.filter(({ pattern: { first } }) => first === undefined || first.has(word));
      if (fitting.length > anyFirst.length) byFirst.set(word, fitting);
    }
    const candidates = { byFirst, anyFirst };
    this.#candidates.set(tokens, candidates);
    return candidates;
  }
}

function holdsAny(words: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  for (const word of wanted) if (words.has(word)) return true;
  return false;
}

/** Sorts what slots matched by kind. */
export function foundIn(matched: Match<SlotValue>): Found {
  const values = matched.slots.map((slot) => slot.value);
  const literal = values.find((value) => value.kind === "literal");
  return {
    numbers: values.flatMap((value) => (value.kind === "number" ? [value.number] : [])),
    literal: literal?.value,
    exact: literal?.exact ?? false,
    choices: values.flatMap((value) => (value.kind === "choices" ? [...value.values] : [])),
    entities: values.flatMap((value) => (value.kind === "entity" ? [value.entity.name] : [])),
    words: values.flatMap((value) => (value.kind === "word" ? [value.token] : [])),
  };
}
