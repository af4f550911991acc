import type { Attribute } from "../facts/field-facts.ts";
import { type AttributeRule, attributeRule, type Found } from "./attribute-rule.ts";

const who =
  "(i|we|you|they|one|users|people|callers|clients|everyone|everybody|somebody|someone|the caller|the client|the user|a user|a caller|a client|members|staff)";
const giving =
  "(give|provide|enter|supply|set|specify|send|state|name|tell|choose|type in|fill in|fill out|write|pass|include|have)";
const given =
  "(given|provided|supplied|entered|filled in|filled out|stated|named|told|known|chosen|sent|passed|included|specified|set|there|present)";
const keeping =
  "(save|add|use|enter|register|store|create|have|keep|take|give|list|record|reuse|insert|book|assign)";
const kept =
  "(saved|added|used|entered|registered|stored|created|kept|taken|given|listed|recorded|reused|inserted|booked|assigned|issued)";
const twice = "(twice|again|two times|more than once|a second time|several times)";

const required: Attribute = { aspect: "required", value: true };
const optional: Attribute = { aspect: "required", value: false };
const unique: Attribute = { aspect: "unique", value: "exact" };

const literal = ({ literal: value }: Found): Attribute[] =>
  value === undefined || value === "null" ? [] : [{ aspect: "default", value }];
const exactLiteral = (found: Found): Attribute[] => (found.exact ? literal(found) : []);

/** What people, rather than values, must, may or cannot do: other ways to say presence, uniqueness and defaults. */
export const presenceSaidRules: readonly AttributeRule[] = [
  attributeRule(
    [
      `(which|that)? ${who} (must|have to|has to|need to|needs to|always|shall|should) (always)? ${giving}`,
      `(must|has to|have to|needs to|need to|shall) (always|all|both)? be ${given}`,
      "(is|are|be)? (a must|indispensable|always needed|always known|always there|must-have)",
      "(is|are)? (never|not) (missing|absent|optional|left out)",
      `${who} (cannot|must not|may not) (leave|skip|omit) (it|this|that|them)? (out|empty|blank)?`,
    ],
    () => [required],
  ),
  attributeRule(
    [
      "(is|are|be)? (not|never) (obligatory|a must|compulsory|required|mandatory|always known|always given|always there)",
      "(may|can|might|could) (also|well|even|of course)? be (missing|empty|absent|unknown|left out|left empty|left blank|blank|omitted|skipped|null)",
      `(which|that)? ${who} (may|can|might) (also)? (leave|skip|omit) (it|this|that|them)? (out|empty|blank|off)?`,
      "(does|do|need) not (have|need)? (to)? be (given|there|filled in|provided|known|entered|present|set|sent)",
      "(may|can) stay (empty|blank|open)",
      "if (we|you|they|i) (know|have|want) (it|one|them|to)",
    ],
    () => [optional],
  ),
  attributeRule(
    [
      `(which|that)? ${who}? (cannot|must not|may not|can never|should not|shall not|must never) ${keeping} (it|them|the same one|one)? ${twice}`,
      `(cannot|must not|may not|can never|should not|shall not|must never) be (${kept})? ${twice}`,
      `(can|may|must|should) (only)? (be ${kept}|occur|appear|exist|be there|be) (only|just)? once`,
      "(is|are) (given|issued|used|assigned) (out)? only once",
      "one of a kind",
      "(which|that)? (nobody|no one|no other <word>|nothing) (else)? (may|can|must|is allowed to|should)? (use|have|has|share|shares|take|uses|carry|carries|bear|bears)",
      "(there|it)? (is|are|exists|exist)? never (given|used|issued|assigned) twice",
    ],
    () => [unique],
  ),
  attributeRule(
    [
      "(~start) (out|off) <literal>",
      "(is|are|being) (assumed|taken) (to be|as) <literal>",
      "(shall|should|will|must|is|are|to) be? (deemed|presumed|assumed|considered|regarded|treated|held) (to be|as) <literal>",
      "(preset|prefilled|preselected) (to|with|as) <literal>",
      "<literal> (unless told otherwise|unless otherwise (stated|given|told|said)|unless (we|you|they|i|somebody) (say|says|give|gives|tell|tells|set|sets) (otherwise|something else|another|one|it)|if (we|you|they|i|nobody) (do|does|say|says) (not|nothing)? (say|give|tell|set)? (anything|otherwise|one|it|so|else)?|if nothing (is|was)? (given|said|set|else is said|else is given|else is set))",
    ],
    literal,
  ),
  attributeRule(
    [
      "(if|when|where|should) (it|they|none|nothing|no value|this|that|one) (be|is|are|was)? (missing|absent|omitted|left out|not given|not there|not said|given|not set|not sent|not stated) ,? (then)? (the service|the server|the system|the api|it|we|you|one) (~take|~use|~set|~fill in|~assume|~put|~record|~store|~insert|~choose) (it|this|them|that)? (to|as|in)? <literal>",
    ],
    literal,
  ),
  attributeRule(
    [
      "(which|that) (we|i|you|callers|clients|users|the caller|the client|people|they) (~choose|~pick|~invent|~make up|~define|~assign)",
      "(~choose|~pick|~define) (freely)? by (us|you|the caller|callers|clients|the client)",
    ],
    () => [{ aspect: "required", value: true, implied: true }],
  ),
  attributeRule(
    ["(is|are|being)? <literal> (as|being) (the)? default", "(usually|normally) <literal>"],
    exactLiteral,
  ),
];
