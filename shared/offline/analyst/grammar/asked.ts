import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const anybody = "(anyone|anybody|people|them|users|somebody|someone|callers|clients|me|us)";
const fine = "(fine|allowed|ok|okay|welcome|possible|permitted|accepted|good)";
const typed = (value: "number" | "integer"): Attribute[] => [{ aspect: "type", value }];
const given = ({ literal }: Found): Attribute[] =>
  literal === undefined || literal === "null" ? [] : [{ aspect: "default", value: literal }];
const longest = ({ numbers: [value] }: Found): Attribute[] =>
  value === undefined ? [] : [{ aspect: "maxLength", value }];

/** What people ask of a value in the words of letters, contracts and talk. */
export const askedRules: readonly AttributeRule[] = [
  attributeRule(
    [
      "no other (<entity>|one|thing|entry|item) (may|can|must|should|shall|is allowed to)? (ever|also)? (have|has|share|shares|use|uses|carry|carries|bear|bears) (it|too)?",
      "(may|must|shall|can|should) be used (only)? once (only)?",
      "(so|and|thus|therefore)? no two (<entity>|of them)? (can|may|must|should|shall|ever)? (have|share|carry|bear|use) (the)? same (one|value)?",
    ],
    () => [{ aspect: "unique", value: "exact" }],
  ),
  attributeRule(
    [
      `(not|never) (let|allow|permit) ${anybody}? (to)? (write|enter|type|use|put|give|send|have) (in)? more than <number> (characters|character|chars|letters|signs)`,
      "(nobody|no one) (may|can|should|must|is to|is allowed to)? (write|enter|type|writes|enters) more than <number> (characters|character|chars|letters|signs)",
    ],
    longest,
  ),
  attributeRule(
    [
      `(decimals|cents|pennies|pence|halves|fractions|decimal places|fractional (values|numbers)) (are|is)? (also)? ${fine}`,
      "(may|can) (also)? (have|contain) (decimals|fractions|a fraction|decimal places)",
      "(may|can) be (fractional|a fraction|a decimal|decimal)",
    ],
    () => typed("number"),
  ),
  attributeRule(
    [
      "each (one|of them|of which|item|element|value|number|being|must be|is|entry)? (of)? (from|between|in the range) <number> (to|and|-|through) <number> (inclusive|inclusively)?",
    ],
    ({ numbers: [low, high] }) =>
      low === undefined || high === undefined
        ? []
        : [
            { aspect: "itemMinimum", value: low },
            { aspect: "itemMaximum", value: high },
          ],
  ),
  attributeRule(
    [
      "(shall|must|is to|are to) be (furnished|submitted|declared|indicated) ((by|with|in) (the|a|any)? (person|applicant|client|caller|user|sender) (making (the|an|a)? <entity>)?)?",
    ],
    () => [{ aspect: "required", value: true }],
  ),
  attributeRule(
    [`(no|without) (decimals|fractions)`, "(whole numbers|integers) only", "only (whole numbers|integers)"],
    () => typed("integer"),
  ),
  attributeRule(
    [
      "in (the)? absence of (a|an|any|such|another)? (statement|value|choice|indication|entry|other|one|it|this)? ,? (it|this|which|that)? (is|are|shall be|will be|must be|becomes|be|shall read|is taken to be|is deemed to be) <literal>",
      "in (the)? absence of (a|an|any|such|another)? (statement|value|choice|indication|entry|other|one|it|this|mention|specification) (to the contrary)? ,? (it|this|which|that)? (shall|should|will|must|may|is|are|to) be? (deemed|presumed|assumed|taken|considered|understood|regarded|held|treated) (to be|as|to)? <literal>",
      "<literal> in (the)? absence of (a|an|any|such|another)? (statement|value|choice|indication|other|one|it)",
      "failing (that|which|this) ,? (it|this)? (is|shall be|will be)? <literal>",
    ],
    given,
  ),
  attributeRule(
    [
      `(if|when) (someone|somebody|one|anyone|anybody|people|they|you|the user|a user|nobody) (can|could|does|do|did|is|are)? (not)? (be)? (bothered|able|willing|want|wish)? (to)? (choose|chooses|pick|picks|decide|decides|say|says|select|selects|specify|tell|give) (one|anything|it|any|so)? ,? (then)? (it|that|this) (is|becomes|shall be|will be|counts as) (simply|just|always|automatically|then)? <literal>`,
    ],
    given,
  ),
  attributeRule(
    [
      "(to begin with|at first|initially|in the beginning|to start with) ,? (of course|obviously|naturally)? (it|they) (has|is|have|are|does|do) not (been)?",
    ],
    () => [{ aspect: "default", value: false }],
  ),
  attributeRule(
    [
      "(assume|assuming|suppose) (that)? (there is|it is|there are|it has|they have|they are) (none|not|no|nothing) ((if|unless|when|until) (nobody|no one|somebody|someone|nothing|it|we|they) (says|say|said|is|tells) (so|otherwise|anything|it|said)?)?",
    ],
    () => [{ aspect: "required", value: false, implied: true }],
  ),
  attributeRule(
    [
      "(that|this|it)? one? (i|we) (do|really)? (want|need) (it|that|this|one)? always",
      "(that|this|it)? one? (i|we) (do)? always (want|need) (it|that|this|one|to have)?",
    ],
    () => [{ aspect: "required", value: true }],
  ),
  attributeRule(
    [
      "(x . y . z|major . minor . patch|semver|semantic (version|versioning) number?) (\\( (digits|numbers) only \\))?",
    ],
    () => [{ aspect: "pattern", value: "[0-9]+\\.[0-9]+\\.[0-9]+" }],
  ),
];
