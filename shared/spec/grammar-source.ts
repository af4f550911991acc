import { expressionGrammar } from "./expressions/grammar.ts";
import type { Meanings } from "./grammar.ts";
import { answerGrammar, answerMeanings } from "./phrases/answer.ts";
import { byHandGrammar, byHandMeanings } from "./phrases/by-hand.ts";
import { eachGrammar, eachMeanings } from "./phrases/each.ts";
import { optionGrammar, optionMeanings } from "./phrases/field-option.ts";
import { typeGrammar, typeMeanings } from "./phrases/field-type.ts";
import { guardGrammar, guardMeanings } from "./phrases/guard.ts";
import { permissionGrammar, permissionMeanings } from "./phrases/permission.ts";
import { refusalGrammar, refusalMeanings } from "./phrases/refusal.ts";
import { routeGrammar, routeMeanings } from "./phrases/route.ts";
import { sentHeaderGrammar, sentHeaderMeanings } from "./phrases/sent-header.ts";
import { placeRule, places } from "./statement.ts";
import { statements } from "./statements/index.ts";
import { reservedWords } from "./words.ts";

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

/** Parts that several statements share. */
export const phrases: readonly { grammar: string; meanings: Meanings }[] = [
  { grammar: routeGrammar, meanings: routeMeanings },
  { grammar: refusalGrammar, meanings: refusalMeanings },
  { grammar: guardGrammar, meanings: guardMeanings },
  { grammar: sentHeaderGrammar, meanings: sentHeaderMeanings },
  { grammar: answerGrammar, meanings: answerMeanings },
  { grammar: permissionGrammar, meanings: permissionMeanings },
  { grammar: typeGrammar, meanings: typeMeanings },
  { grammar: optionGrammar, meanings: optionMeanings },
  { grammar: byHandGrammar, meanings: byHandMeanings },
  { grammar: eachGrammar, meanings: eachMeanings },
];

/** The grammar in the library's notation, of all statements beside words, phrases and expressions; and its keywords. */
export function grammarSource(): { source: string; keywords: string[] } {
  const keywords = new Set<string>();
  const alternatives = places.map((place) => {
    const here = statements.filter((one) => one.places.includes(place));
    // Some that a later version compiles begin like one of today's and go on.
    const rules = [...here.filter((one) => one.isLater), ...here.filter((one) => !one.isLater)];
    return `${placeRule(place)} = ${rules.map(({ rule }) => rule).join(" | ")}`;
  });
  const parts = [words, expressionGrammar, ...[...phrases, ...statements].map((one) => one.grammar)];
  const rules = [...parts, ...alternatives]
    .join("\n")
    // A word in quotes is a keyword: any case, and not the beginning of a longer word.
    .replace(/"([a-z][a-z-]*)"/gi, (_, word: string) => {
      keywords.add(word.toLowerCase());
      return keywordRule(word);
    })
    // A literal in single quotes is just these characters.
    .replace(/'([^'\n]+)'/g, '"$1"');
  const keywordRules = [...keywords].map(
    (word) => `${keywordRule(word)} ("${word}") = ("${word}" | "${capital(word)}") ~nameCharacter`,
  );
  return { source: `Spec {\n${rules}\n${keywordRules.join("\n")}\n}`, keywords: [...keywords] };
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The name of a keyword's rule. */
export function keywordRule(word: string): string {
  return `k_${word.toLowerCase().replaceAll("-", "_")}`;
}
