import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { type FailedMatchResult, type Grammar, grammar, makeRecipe, type Node, type Semantics } from "ohm-js";
import { expressionMeanings } from "./expressions/grammar.ts";
import { setSpan } from "./expressions/span.ts";
import { grammarRecipe } from "./grammar-recipe.ts";
import { grammarSource, keywordRule, phrases } from "./grammar-source.ts";
import { type Place, placeRule } from "./statement.ts";
import { statements } from "./statements/index.ts";

export type { Node } from "ohm-js";

/** What each rule means: a function of those of the rule's parts that are no keywords and no signs. */
export type Meanings = Record<string, (this: Node, ...parts: Node[]) => unknown>;

const wordMeanings: Meanings = {
  name: (name) => name.value(),
  name_quoted: (name) => name.sourceString,
  bareName() {
    return this.sourceString;
  },
  number() {
    return Number(this.sourceString);
  },
  wholeNumber() {
    return Number(this.sourceString);
  },
  text() {
    // A tab as it is typed may stand in a text, though not in JSON.
    return JSON.parse(this.sourceString.replaceAll("\t", "\\t"));
  },
  code: (characters) => characters.sourceString,
  status() {
    return Number(this.sourceString);
  },
  _iter: (...parts) => parts.map((part) => part.value()),
  NonemptyListOf: (first, _separators, more) => [first.value(), ...more.children.map((part) => part.value())],
  EmptyListOf: () => [],
};

interface Language {
  grammar: Grammar;
  semantics: Semantics;
}

let language: Language | undefined;

/** The language: every statement's rules beside those of words and expressions. Made when first asked for. */
function compile(): Language {
  const { source, keywords } = grammarSource();
  // Reading the notation takes longer than reading many specs, so its result is kept; when it is of another source, not used.
  const { of, recipe }: { of: string; recipe: unknown } = JSON.parse(grammarRecipe);
  const one = of === digestOf(source) ? makeRecipe(recipe) : grammar(source);
  const meanings: Meanings = Object.assign(
    { _terminal: () => undefined },
    ...keywords.map((word) => ({ [keywordRule(word)]: () => word })),
    wordMeanings,
    Object.fromEntries(
      Object.entries(expressionMeanings).map(([rule, meaning]) => [rule, withSpan(meaning)]),
    ),
    ...[...phrases, ...statements].map((part) => part.meanings),
  );
  const fitting = Object.entries(meanings).map(([rule, meaning]) => [
    rule,
    ofParts(meaning, one.rules[rule]?.body.getArity() ?? meaning.length),
  ]);
  const semantics = one.createSemantics().addOperation<unknown>("value", Object.fromEntries(fitting));
  return { grammar: one, semantics };
}

function digestOf(source: string): string {
  return bytesToHex(sha256(utf8ToBytes(source))).slice(0, 16);
}

/** The file that keeps the grammar in its compiled form. */
export function recipeFile(): string {
  const { source } = grammarSource();
  const isPlace = (key: string) => key === "source" || key === "sourceInterval";
  const recipe = JSON.parse(grammar(source).toRecipe(), (key, value) => (isPlace(key) ? undefined : value));
  const text = JSON.stringify({ of: digestOf(source), recipe }).replace(/[\\']/g, "\\$&");
  return `/** The grammar as its library keeps it, and of which source. Written by \`node scripts/write-spec.ts\`. */
export const grammarRecipe =
  '${text}';
`;
}

/** A meaning is given the parts that say something: no keywords and no signs. The library counts them all. */
function ofParts(meaning: Meanings[string], count: number): Meanings[string] {
  const work: Meanings[string] = function (...parts) {
    return meaning.apply(
      this,
      parts.filter((part) => !part.isTerminal() && !part.ctorName.startsWith("k_")),
    );
  };
  return Object.defineProperty(work, "length", { value: count });
}

/** A meaning that remembers where what it makes was read. */
function withSpan(meaning: Meanings[string]): Meanings[string] {
  return function (...parts) {
    const value = meaning.apply(this, parts);
    if (typeof value === "object" && value !== null) {
      setSpan(value, { start: this.source.startIdx, end: this.source.endIdx });
    }
    return value;
  };
}

type Result = { value: unknown } | { failure: FailedMatchResult };

/** Reads a text by one rule: what it means, or how far it could be read. */
export function read(rule: string, text: string): Result {
  language ??= compile();
  const match = language.grammar.match(text, rule);
  return match.failed() ? { failure: match } : { value: language.semantics(match).value() };
}

const lastRead = new Map<string, string>();

/** Reads a sentence by the statements of a place. No sentence is two, so the one that read the last such is tried first. */
export function readAt(place: Place, text: string): Result {
  const begin = /^[^\s:=`]*|^`[?A-Z]*/.exec(text)?.[0].toLowerCase() ?? "";
  const sign = /^`?\w+`?\s*([:=])/.exec(text)?.[1];
  const shape = `${place} ${sign ?? begin}`;
  const likely = lastRead.get(shape);
  const first = likely === undefined ? undefined : read(likely, text);
  if (first !== undefined && "value" in first) return first;
  const result = read(placeRule(place), text);
  if ("value" in result) {
    const rule = statements.find(
      (one) => one.places.includes(place) && "value" in read(one.rule, text),
    )?.rule;
    if (lastRead.size > 1000) lastRead.clear();
    if (rule !== undefined) lastRead.set(shape, rule);
  }
  return result;
}
