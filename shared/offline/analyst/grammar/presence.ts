import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const absent =
  "(omitted|missing|left out|absent|not given|not provided|not present|not supplied|not specified|unspecified|not set|left empty|left blank|empty|not sent)";
const givenOtherwise =
  "(at first|by default|initially|at the (start|beginning)|to (start|begin) with|when (first)? (created|new|added)|on creation|at creation|upon creation|from the start|in the beginning" +
  `|until (somebody|someone|anybody|anyone|it is|they are|the caller|a client) (sets|set|changes|changed|says|told|marks) (it|them|otherwise)? (to true|otherwise)?|unless (it is)? (given|said|set|specified|stated|told|provided|the caller says|something else is given|another is given|somebody says) otherwise?|if (it is)? ${absent}|when (it is)? ${absent})`;

/** The value when none is given; a bare word needs the context to make sure that it is one. */
const defaulted = ({ literal }: Found): Attribute[] =>
  literal === undefined || literal === "null" ? [] : [{ aspect: "default", value: literal }];
const onlyExact = (found: Found): Attribute[] => (found.exact ? defaulted(found) : []);

/** Whether a value must be there, what stands in for it, whether it may change, whether others may have it. */
export const presenceRules: readonly AttributeRule[] = [
  attributeRule(
    [
      "(must be|is|are|be|always)? (required|mandatory|compulsory|obligatory)",
      "(must|has to|have to|needs to|need to|shall|should) (always)? be (given|present|provided|supplied|specified|included|there|set|sent)",
      "(cannot|can not|must not|may not|never|can never|may never|should not) be (missing|omitted|left out|absent|skipped|unset)",
      "not optional",
      "not null",
      "non-null",
      "(always|is|are) (present|needed|necessary)",
      "needed",
      "(may|can|must) not be null",
      "not nullable",
    ],
    () => [{ aspect: "required", value: true }],
  ),
  attributeRule(
    [
      "(is|are|be)? optional optionally?",
      "optionally",
      "(may|can) be (omitted|missing|left out|left empty|left blank|left off|absent|skipped|unset|given|added|provided)",
      "(not|never) (required|mandatory|needed|necessary|compulsory)",
      "need not be (given|present|there|provided)",
      "(if|when) (any|known|given|there is one|present|available|applicable|needed|provided|wanted)",
      "where (known|given|available)",
      "maybe",
      "possibly",
      "perhaps",
    ],
    () => [{ aspect: "required", value: false }],
  ),
  attributeRule(
    [
      "nullable",
      "or null",
      "(may|can) be null",
      "null is (allowed|accepted|fine|ok)",
      "(null|none) (if|when|until) (unknown|absent|missing|not set|unset|omitted|not given|none|unspecified)",
      "null (at first|by default|initially)",
      "default null",
      "(default|defaults|defaulting) (to|is|:|=)? null",
    ],
    () => [
      { aspect: "nullable", value: true },
      { aspect: "required", value: false, implied: true },
    ],
  ),
  attributeRule(
    [
      "(~default|default value|its default|the default) (is|are|to|of|as|:|=|being|value)? (to|is)? <literal>",
      "falls back to <literal>",
      "by default (it is|they are|is|are|be|,)? <literal>",
      "initially (it is|is|set to|be)? <literal>",
      "initial value :? (is|of)? <literal>",
    ],
    defaulted,
  ),
  attributeRule(
    [
      `<literal> ${givenOtherwise}`,
      "<literal> (default)",
      "\\( (default|initially|defaults to|defaulting to) (:|=|is)? <literal> \\)",
      "<literal> \\( (default|by default|the default) \\)",
    ],
    defaulted,
  ),
  attributeRule(
    [
      "(in the beginning|at first|at the (start|beginning)|initially|to begin with|by default|at creation|when created|on creation) ,? (it|they|this|that|its value|the value) (is|are|has|will be|shall be) <literal>",
      "(if|when) (nobody|no one|nothing) (says|said|gives|is said|is given|sets|was given) (anything|otherwise|one|it|else)? ,? (it|that|this)? (is|becomes|defaults to)? <literal>",
      `(it|they|which|that)? (is|are|be|will be|is set to|set to) <literal> ${givenOtherwise}`,
      `(if|when) (it is|they are|is|are|the value is)? ${absent} ,? (it|they|the value|this|which)? (is|are|becomes|become|defaults to|default to|will be|shall be|is set to|is taken to be|is taken as|counts as|means) <literal>`,
      "(~start) (out|off|life)? (as|at|with|in|being|from) <literal>",
    ],
    defaulted,
  ),
  attributeRule(
    [
      "= <literal>",
      "(false|no|true|off) (until|unless) (done|completed|finished|changed|set|then|told|marked)",
    ],
    onlyExact,
  ),
  attributeRule(["(false|no) (until|unless) <word>"], () => [{ aspect: "default", value: false }]),
  attributeRule(
    [
      "(cannot|can not|must not|may not|should not|shall not|can never|may never|must never|never) be? (changed|modified|updated|edited|altered|change|changes|be overwritten|be set again|reassigned) (afterwards|later|after|after creation|after it is created|after that|once (set|created|given)|any more|anymore|again|later on|after the fact|after being set|after it is set|after it has been set|after they are created|once it is set|once it is created)?",
      "immutable",
      "(is|are)? (fixed|final|frozen|permanent) (after|at|on|upon|once) (creation|created|set)",
      "does not change (afterwards|after creation|later)?",
      "set (only)? once",
      "write-once",
      "(can)? only (be)? set (on|at|when|during|once) (creation|creating|created|create)?",
      "(stays|remains) the same forever?",
      "cannot be changed",
      "not (editable|changeable|updatable|modifiable)",
      "can not change",
    ],
    () => [{ aspect: "immutable", value: true }],
  ),
  attributeRule(
    [
      "(is|are|be|is to be)? (unique|distinct) (ignoring case|case insensitively|case-insensitively|(regardless of|irrespective of|disregarding) (the|its)? (upper|letter)? case|without regard to case|\\( case-insensitive \\)|\\( ignoring case \\)|, (ignoring case|case-insensitively|case-insensitive|regardless of case)|case-insensitive)",
      "(case-insensitively|case-insensitive) unique",
    ],
    () => [{ aspect: "unique", value: "ignore-case" }],
  ),
  attributeRule(
    [
      "(is|are|be)? (unique|distinct) ((across|among|within|over|amongst|between) (all|the)? (of them|<entity>)?)?",
      "no duplicates",
      "(may|can|must|should) not (be)? (repeat|duplicate|duplicated|repeated|reused|shared)",
      "no two (may|can|must)? (be|are)? the same",
      "(must|can|may)? only be used once",
    ],
    () => [{ aspect: "unique", value: "exact" }],
  ),
  attributeRule(
    [
      "(may|can) (be)? (repeat|repeated|shared|duplicated|reused)",
      "not (be)? (necessarily)? unique",
      "need not be unique",
      "duplicates are (allowed|fine|ok)",
    ],
    () => [{ aspect: "unique", value: "no" }],
  ),
  attributeRule(
    [
      "(is|are|be)? (trimmed|stripped)",
      "without (leading or trailing|surrounding|leading and trailing) (white)? (space|spaces)",
      "(is|are)? trimmed of (white)? (space|spaces)",
    ],
    () => [{ aspect: "trim", value: true }],
  ),
  attributeRule(
    [
      "(generated|assigned|set|filled in|given|chosen|maintained|recorded|made|created|stamped|managed|computed) (automatically)? by (us|me|ourselves|itself|the (server|service|system|api|backend|application|app))",
      "server-set",
      "server-generated",
      "(set|generated|assigned|filled in|recorded) automatically",
      "(automatically|auto) (set|generated|assigned|filled in|recorded)",
      "auto-generated",
      "system-generated",
      "set on the server",
      "readonly",
    ],
    () => [],
  ),
];
