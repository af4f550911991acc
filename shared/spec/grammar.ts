import { type FailedMatchResult, type Grammar, grammar, type Node, type Semantics } from "ohm-js";
import { expressionGrammar, expressionMeanings } from "./expressions/grammar.ts";
import { setSpan } from "./expressions/span.ts";
import { optionGrammar, optionMeanings } from "./phrases/field-option.ts";
import { typeGrammar, typeMeanings } from "./phrases/field-type.ts";
import { guardGrammar, guardMeanings } from "./phrases/guard.ts";
import { permissionGrammar, permissionMeanings } from "./phrases/permission.ts";
import { refusalGrammar, refusalMeanings } from "./phrases/refusal.ts";
import { routeGrammar, routeMeanings } from "./phrases/route.ts";
import { placeRule, places } from "./statement.ts";
import { statements } from "./statements/index.ts";
import { reservedWords } from "./words.ts";

export type { Node } from "ohm-js";

/** What each rule means: a function of the rule's parts. */
export type Meanings = Record<string, (this: Node, ...parts: Node[]) => unknown>;

const words = `
  name (a name) = "\`" bareName "\`"  -- quoted
                | bareName
  bareName = (nameLetter | "_") nameCharacter*
  nameLetter = 'a'..'z' | 'A'..'Z'
  nameCharacter = nameLetter | digit | "_"
  reserved = (${[...reservedWords].map((word) => `'${word}' ~nameCharacter`).join(" | ")})
  number (a number) = "-"? digit+ ("." digit+)?
  wholeNumber (a whole number) = digit+ ~("." digit)
  text (a text in quotes) = "\\"" (escaped | ~"\\"" ~"\\\\" any)* "\\""
  escaped = "\\\\" (escapedSign | escapedCode)
  escapedSign = "\\"" | "\\\\" | "/" | 'b' | 'f' | 'n' | 'r' | 't'
  escapedCode = 'u' hexDigit hexDigit hexDigit hexDigit
  code (a word in backticks) = "\`" (~"\`" any)+ "\`"
  status (a status of three digits) = digit digit digit ~digit
`;

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

/** Parts that several statements share. */
const phrases: readonly { grammar: string; meanings: Meanings }[] = [
  { grammar: routeGrammar, meanings: routeMeanings },
  { grammar: refusalGrammar, meanings: refusalMeanings },
  { grammar: guardGrammar, meanings: guardMeanings },
  { grammar: permissionGrammar, meanings: permissionMeanings },
  { grammar: typeGrammar, meanings: typeMeanings },
  { grammar: optionGrammar, meanings: optionMeanings },
];

interface Language {
  grammar: Grammar;
  semantics: Semantics;
}

let language: Language | undefined;

/** The language: every statement's rules beside those of words and expressions. Made when first asked for. */
function compile(): Language {
  const keywords = new Set<string>();
  const alternatives = places.map((place) => {
    const here = statements.filter((one) => one.places.includes(place));
    // Some that a later version compiles begin like one of today's and go on.
    const rules = [...here.filter((one) => one.isLater), ...here.filter((one) => !one.isLater)].map(
      ({ rule }) => rule,
    );
    return `${placeRule(place)} = ${rules.join(" | ")}`;
  });
  const source = [
    words,
    expressionGrammar,
    ...phrases.map((phrase) => phrase.grammar),
    ...statements.map((statement) => statement.grammar),
    ...alternatives,
  ]
    .join("\n")
    // A word in quotes is a keyword: any case, and not the beginning of a longer word.
    .replace(/"([a-z][a-z-]*)"/gi, (_, word: string) => {
      keywords.add(word.toLowerCase());
      return keywordRule(word);
    })
    // A literal in single quotes is just these characters.
    .replace(/'([^'\n]+)'/g, '"$1"');
  const keywordRules = [...keywords].map(
    (word) => `${keywordRule(word)} ("${word}") = caseInsensitive<"${word}"> ~nameCharacter`,
  );
  const one = grammar(`Spec {\n${source}\n${keywordRules.join("\n")}\n}`);
  const meanings: Meanings = Object.assign(
    { _terminal: () => undefined },
    ...[...keywords].map((word) => ({ [keywordRule(word)]: () => undefined })),
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

function keywordRule(word: string): string {
  return `k_${word.toLowerCase().replaceAll("-", "_")}`;
}

/** Reads a text by one rule: what it means, or how far it could be read. */
export function read(rule: string, text: string): { value: unknown } | { failure: FailedMatchResult } {
  language ??= compile();
  const match = language.grammar.match(text, rule);
  return match.failed() ? { failure: match } : { value: language.semantics(match).value() };
}
