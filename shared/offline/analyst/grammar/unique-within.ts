import { type AttributeRule, attributeRule } from "./attribute-rule.ts";

const within = "(within|in|per|inside|for|on|of|among|across)";
const one = "(a|an|the|its|their|each|every|one|any|that)? (same|single|given|one)?";

/** That a value is there once within another thing, as in "unique per podcast". */
export const uniqueWithinRules: readonly AttributeRule[] = [
  attributeRule(
    [
      `(is|are|be|must be|has to be)? (only)? (unique|distinct) (only)? ${within} ${one} <entity>`,
      `(the|no)? same (<field>|<word>|<word> <word>)? (can|may|must|should)? (not|never) (be)? (used|given|taken|assigned|appear|occur|exist|repeat|repeated|there|chosen)? (again|twice|two times|more than once|repeated)? ${within} ${one} <entity>`,
      `(can|may|must|should)? (not|never) (be)? (used|given|taken|assigned|appear|occur|exist|repeat|repeated|there|chosen) (again|twice|two times|more than once)? ${within} ${one} <entity>`,
      `(only|used|given|assigned)? (only)? once ${within} ${one} <entity>`,
      `(no|without) (duplicates|repeats|repetition|repetitions) ${within} ${one} <entity>`,
    ],
    ({ entities }) => {
      const entity = entities.at(-1);
      return entity === undefined ? [] : [{ aspect: "uniqueWithin", value: entity }];
    },
  ),
];
