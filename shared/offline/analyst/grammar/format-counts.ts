import type { Attribute } from "../facts/field-facts.ts";
import { numberWords } from "../lexicon/numbers.ts";
import type { Token } from "../text/tokens.ts";
import { attributeRule } from "./attribute-rule.ts";
import type { FormatRule } from "./formats.ts";

const counts = ["two", "three", "four", "five", "six", "seven", "eight", "2", "3", "4", "5", "6", "7", "8"];
const counted = `(${counts.flatMap((count) => [`${count}-letter`, `${count}-character`, `${count}-digit`]).join("|")})`;
const split = `(${counts.join("|")}) - (letter|character|digit)`;
const kind =
  "(iso|country|currency|language|postal|airport|upper-case|uppercase|capital|lower-case|lowercase|small)? (code|abbreviation|word|key|string|identifier|number|prefix)?";
const letters =
  "(in|of|,|with) (only)? (small|lower-case|lowercase|capital|upper-case|uppercase|lower case|upper case|capitals|big) (letters|letter|case|only)?";

/** "A two-letter code in small letters": so many characters of one kind. */
export const countedRules: readonly FormatRule[] = [
  {
    ...attributeRule(
      [
        `(a|an)? ${counted} ${kind} (${letters})?`,
        `(a|an)? (lower-case|lowercase|upper-case|uppercase|capital)? ${split} ${kind} (${letters})?`,
      ],
      () => [],
    ),
    read: (matched: readonly Token[]): readonly Attribute[] => {
      const text = matched.map((token) => token.word).join(" ");
      const found = /\b([a-z]+|\d) ?- ?(letter|character|digit)/.exec(text);
      const count = found?.[1] === undefined ? undefined : (numberWords[found[1]] ?? Number(found[1]));
      if (count === undefined || !Number.isInteger(count)) return [];
      const limits: Attribute[] = [
        { aspect: "minLength", value: count },
        { aspect: "maxLength", value: count },
      ];
      const small = /\b(?:small|lower-case|lowercase|lower case)\b/.test(text);
      const large = /\b(?:capital|capitals|big|upper-case|uppercase|upper case)\b/.test(text);
      if (found?.[2] === "character") return limits;
      const set = found?.[2] === "digit" ? "0-9" : small ? "a-z" : large ? "A-Z" : "A-Za-z";
      return [{ aspect: "pattern", value: `[${set}]{${count}}` }, ...limits];
    },
  },
];
