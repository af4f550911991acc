import type { Attribute } from "../facts/field-facts.ts";
import type { Token } from "../text/tokens.ts";
import { attributeRule } from "./attribute-rule.ts";
import { characterClass, classList, type FormatRule } from "./formats.ts";

const starts = "(~start|~begin) (out)? with (a|an|one)?";
const on =
  "(and|,|then|;)? (and|then|,)? (goes on|go on|continues|continue|followed|is followed|consists|is made up|contains|may contain|then)? (otherwise|after that|afterwards|from there on)? (by|with|of|in)? (only)? (any number of|more|further)?";

/** "Starts with a letter and goes on with letters or digits": one class for the first character, one for the rest. */
export const startRules: readonly FormatRule[] = [
  {
    ...attributeRule([`${starts} ${classList} ${on} ${classList}`], () => []),
    read: (matched: readonly Token[]): readonly Attribute[] => {
      const turn = matched.findIndex(
        (token, at) =>
          at > 2 &&
          /^(?:goes|go|continues|continue|followed|consists|contains|contain|then|by|otherwise|only)$/.test(
            token.word,
          ),
      );
      if (turn < 0) return [];
      const [first, rest] = [characterClass(matched.slice(0, turn)), characterClass(matched.slice(turn))];
      return first === "" || rest === "" ? [] : [{ aspect: "pattern", value: `[${first}][${rest}]*` }];
    },
  },
];
