import type { Attribute } from "../facts/field-facts.ts";
import type { Token } from "../text/tokens.ts";
import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

const classes: readonly (readonly [string, string])[] = [
  ["(lower-case|lowercase|small) (latin|english|ascii)? (letters|letter|characters)", "a-z"],
  ["(upper-case|uppercase|capital) (latin|english|ascii)? (letters|letter|characters)", "A-Z"],
  ["(latin|english|ascii)? (letters|letter)", "A-Za-z"],
  ["(digits|digit|numbers|numerals)", "0-9"],
  ["alphanumeric (characters|letters)?", "A-Za-z0-9"],
  ["(hyphens|hyphen|dashes|dash|minus signs)", "-"],
  ["(underscores|underscore)", "_"],
  ["(spaces|space)", " "],
  ["(dots|dot|periods|full stops)", "."],
  ["(hex|hexadecimal) (digits|characters)?", "0-9A-Fa-f"],
];
const anyClass = classes.map(([words]) => words).join("|");

/** The character class of words such as "lower-case letters, digits and hyphens". */
export function characterClass(tokens: readonly Token[]): string {
  const text = ` ${tokens.map((token) => token.word).join(" ")} `;
  let set = "";
  const has = (expression: RegExp) => expression.test(text);
  const lower = has(/ (?:lower-case|lowercase|small) /);
  const upper = has(/ (?:upper-case|uppercase|capital) /);
  if (lower) set += "a-z";
  if (upper) set += "A-Z";
  if (has(/ (?:letters|letter|alphanumeric) /) && !lower && !upper) set += "A-Za-z";
  if (has(/ (?:hex|hexadecimal) /)) set += "A-Fa-f0-9";
  else if (has(/ (?:digits|digit|numbers|numerals|alphanumeric) /)) set += "0-9";
  if (has(/ underscores? /)) set += "_";
  if (has(/ (?:spaces|space) /)) set += " ";
  if (has(/ (?:dots?|periods|full stops) /)) set += ".";
  if (has(/ (?:hyphens?|dashes|dash|minus signs) /)) set += "-";
  return set;
}

/** The expression of words such as "two capital letters followed by four digits". */
function sequenceOf(tokens: readonly Token[]): string {
  let source = "";
  let count: number | undefined;
  let run: Token[] = [];
  const close = () => {
    if (count !== undefined) source += `[${characterClass(run)}]{${count}}`;
    count = undefined;
    run = [];
  };
  for (const token of tokens) {
    if (token.value !== undefined) {
      close();
      count = token.value;
    } else if (/^(?:hyphen|dash)$/.test(token.word)) {
      close();
      source += "-";
    } else run.push(token);
  }
  close();
  return source;
}

/** One class of characters or several, as a pattern. */
export const classList = `(${anyClass}) ((,|and|or) (and|or)? (${anyClass}))? ((,|and|or) (and|or)? (${anyClass}))? ((,|and|or) (and|or)? (${anyClass}))?`;

function isExpression(source: string): boolean {
  try {
    return new RegExp(source, "u").source !== "";
  } catch {
    return false;
  }
}

/** A rule whose words themselves matter needs the tokens that matched. */
export type FormatRule = AttributeRule & {
  readonly read?: (matched: readonly Token[], numbers: readonly number[]) => readonly Attribute[];
};

/** What characters a text is made of, or the expression it must match. */
export const formatRules: readonly FormatRule[] = [
  attributeRule(["<string>"], ({ words: [expression] }) =>
    expression !== undefined && /^\^.+\$$/.test(expression.text) && isExpression(expression.text)
      ? [{ aspect: "pattern", value: expression.text }]
      : [],
  ),
  attributeRule(
    [
      "(~match|matching|~follow|~conform) (to)? (the)? (pattern|regex|regexp|regular expression|format|expression)? :? <string>",
      "(pattern|regex|regexp|regular expression) (:|=|is)? <string>",
      "of the form <string>",
    ],
    ({ words: [expression] }) => {
      const source = expression?.text.replace(/^\/(.*)\/[a-z]*$/, "$1") ?? "";
      try {
        new RegExp(source, "u");
      } catch {
        return [];
      }
      return /[\\^$[\](){}*+?|.]/.test(source) ? [{ aspect: "pattern", value: source }] : [];
    },
  ),
  {
    ...attributeRule(
      [
        `(only|just|made (up)? of|consist of|consists of|consisting of|contain|contains|made only of|may contain|can contain|containing)  only? (of|contain)? ${classList} only?`,
        `${classList} only`,
      ],
      () => [],
    ),
    read: (matched) => [{ aspect: "pattern", value: `[${characterClass(matched)}]+` }],
  },
  {
    ...attributeRule(
      [
        `<number> (${anyClass}) ((,|and)? (followed by|then|and then|and|,|-) (a|an)? (hyphen|dash) (and|,|then|followed by)?|,? (followed by|then|and then|and|,)) <number> (${anyClass})`,
      ],
      () => [],
    ),
    read: (matched) => [{ aspect: "pattern", value: sequenceOf(matched) }],
  },
  attributeRule(
    [
      "(must|has to|should|shall|to)? (be|use|start with|begin with|starting with|beginning with)? (a|an)? (valid|absolute)? https : / / (url|urls|link|links|address|addresses|uri)?",
      "(must|has to|should|shall)? (be|use)? (a|an)? (valid|absolute)? https (only|urls only|url only)",
      "(must|has to|should|shall) (be|use) (a|an)? (valid|absolute)? https (url|urls|link|links|address|addresses|uri)",
    ],
    () => [
      { aspect: "type", value: "url" },
      { aspect: "pattern", value: "https://.+" },
    ],
  ),
  {
    ...attributeRule([`exactly? <number> (${anyClass})`], () => []),
    read: (matched, [count]) => {
      const set = characterClass(matched);
      const digits = set === "0-9";
      if (count === undefined || set === "A-Za-z") return [];
      return digits
        ? []
        : [
            { aspect: "pattern", value: `[${set}]{${count}}` },
            { aspect: "minLength", value: count },
            { aspect: "maxLength", value: count },
          ];
    },
  },
];
