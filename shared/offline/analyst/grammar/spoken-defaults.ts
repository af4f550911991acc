import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const somebody =
  "(i|you|we|they|he|she|it|one|nobody|nothing|none|somebody|someone|no one|the (client|caller|user|sender|request)|a (client|caller|user)|clients|callers|users)";
const speaks =
  "(say|says|said|tell|tells|told|give|gives|given|send|sends|sent|set|sets|provide|provides|provided|specify|specifies|specified|state|states|stated|mention|mentions|mentioned|pass|passes|passed|choose|chooses|chosen|pick|picks|ask|asks|decide|decides|enter|enters|supply|supplies|write|writes|leave|leaves)";
const what =
  "(so|it|one|anything|otherwise|differently|something else|anything else|a value|another|that|which|out|it out|this|what)?";

const given = ({ literal }: Found): Attribute[] =>
  literal === undefined || literal === "null" ? [] : [{ aspect: "default", value: literal }];

/** The value when none is given, as people say it of themselves: "false unless I say so", "10 if you don't say". */
export const spokenDefaults: readonly AttributeRule[] = [
  attributeRule(
    [
      `<literal> ,? (if|when|where) ${somebody} (do|does|did|is|was|has|have|are) not (explicitly)? ${speaks} ${what}`,
      `<literal> ,? (if|when) (nobody|nothing|none|no one) (is|was|has|have)? (been)? ${speaks} ${what}`,
      `<literal> ,? unless ${somebody} (do|does|did|is|was|has|have|are)? (explicitly)? ${speaks} ${what}`,
      `<literal> ,? (if|when|where) not (otherwise)? (told|said|stated|specified|given|mentioned|indicated|set|asked|provided) (otherwise|differently|so)?`,
      `<literal> ,? unless (otherwise)? (told|said|stated|specified|given|mentioned|indicated|set|asked|provided) (otherwise|differently|so)?`,
      `(if|when|where) ${somebody} (do|does|did|is|was|has|have|are) not ${speaks} ${what} ,? (then)? (it|that|this|i|they)? (is|means|becomes|counts as|will be|shall be|mean)? <literal>`,
      `unless ${somebody} (do|does|did|is|was|has|have|are)? ${speaks} (so|otherwise|differently|something else|anything else|another) ,? (then)? (it|that|this|they) (is|means|becomes|counts as|will be|shall be) <literal>`,
    ],
    given,
  ),
  attributeRule(
    [
      "null (means|stands for|says|signifies|if|when|until|while|as long as|for) (that)? (it|there|they)? (is|has|was|are)? (not|no|none|never)? (yet|been|known)? <word> <word>? (yet|so far)?",
      "(and|,|or)? null (means|if|until) (not)? <word>",
    ],
    () => [
      { aspect: "nullable", value: true },
      { aspect: "required", value: false, implied: true },
    ],
  ),
  attributeRule(
    [
      "(if|when|where|as far as|in case) (i|we|they|you|one|somebody|someone|people|the client|the caller) (know|knows|have|has|had|remember|remembers|wish|like|want|wants) (it|that|one|them|to)?",
      "(if|when) (it|this|that|one) (is|was|exists|can be) (known|there|available|given|at hand|to hand|applicable|remembered)",
    ],
    () => [{ aspect: "required", value: false }],
  ),
];
