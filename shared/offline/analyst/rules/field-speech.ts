import type { OperationKind } from "../facts/entity-facts.ts";
import type { Attribute, FieldFacts } from "../facts/field-facts.ts";
import type { Match } from "../grammar/pattern.ts";
import type { SlotValue } from "../grammar/slots.ts";
import type { Reader } from "../reader.ts";
import { apply } from "./attributes.ts";
import { readFieldList } from "./field-list.ts";
import { nounPhrase } from "./noun-phrase.ts";
import { operate } from "./operations.ts";
import { refer } from "./reference-item.ts";
import { type Rule, rule, slot } from "./rule.ts";

function fieldsIn(match: Match<SlotValue>): FieldFacts[] {
  return slot(match, "fields").flatMap((one) => [...one.fields]);
}

function listed(attributes: readonly Attribute[]): Rule["apply"] {
  return (reader, match) => {
    const fields = fieldsIn(match);
    apply(reader, fields, attributes);
    reader.subjects = [];
    return fields.length > 0;
  };
}

const these =
  "(fields|properties|attributes|values|ones|inputs|parts)? (are|is|:|are :|is :|= ) (only|just)? (the|its|their)?";

/** "It also says whether it is remote": a yes or no that is kept of a thing. */
function says(reader: Reader, match: Match<SlotValue>): boolean {
  const entity = slot(match, "entity")[0]?.entity ?? reader.entity;
  const phrase = entity === undefined ? undefined : nounPhrase(reader, match.end - 1);
  if (entity === undefined || phrase === undefined) return false;
  reader.entity = entity;
  const field = entity.addField(phrase.words, phrase.exact);
  reader.use(match.start, phrase.end);
  apply(reader, [field], phrase.attributes);
  reader.subjects = [field];
  return true;
}

/** The field at hand, when it may still be one of several values. */
function open(reader: Reader): FieldFacts | undefined {
  const field = reader.subjects.at(-1) ?? reader.context.subjects.at(-1);
  const type = field?.get("type");
  return field === undefined || (type !== undefined && type !== "string" && type !== "choice")
    ? undefined
    : field;
}

/** A first value and what it may become, as in "it is created as open and can be set to closed later". */
function becomes(reader: Reader, match: Match<SlotValue>): boolean {
  const values = slot(match, "literal").map((one) => one.value);
  const field = open(reader);
  const [first] = values;
  if (field === undefined || typeof first !== "string" || !values.every((value) => typeof value === "string"))
    return false;
  const known = field.get("choices");
  if (known === undefined) {
    reader.learn(field, { aspect: "type", value: "choice" });
    reader.learn(field, {
      aspect: "choices",
      value: values.flatMap((value) => (typeof value === "string" ? [value] : [])),
    });
  } else if (!known.includes(first)) return false;
  reader.learn(field, { aspect: "default", value: first });
  return true;
}

function never(reader: Reader, kinds: readonly OperationKind[]): boolean {
  if (reader.entity === undefined) return false;
  operate(reader, reader.entity, kinds, false);
  return true;
}

const set =
  "(set|changed|moved|switched|turned|updated|put|marked|made|become|becomes|go|goes|change|changes|be)";

/** What is said of fields in sentences that name the attribute, or the values, before the field. */
export const fieldSpeechRules: readonly Rule[] = [
  rule(
    [`(required|mandatory|obligatory|compulsory|needed) ${these} <fields>`],
    listed([{ aspect: "required", value: true }]),
  ),
  rule(
    [`(optional|voluntary|not required|not mandatory) ${these} <fields>`],
    listed([{ aspect: "required", value: false }]),
  ),
  rule([`(unique) ${these} <fields>`], listed([{ aspect: "unique", value: "exact" }])),
  rule(
    ["(immutable|unchangeable|fixed) (fields|properties|attributes|values)? (are|is|:) (the|its)? <fields>"],
    listed([{ aspect: "immutable", value: true }]),
  ),
  rule(
    [
      "(it|they|each|<entity>|one|that|which) (must|should|shall|can|will)? (also)? (~say|~tell|~state|~note|~indicate|~record|~know|~show|~remember|~store|~keep|~mark|~hold) (also|too)? whether",
    ],
    says,
  ),
  rule(
    [
      `(which|that|it|they|<entity>)? (is|are)? (always)? (created|added|opened|~start|entered|made|new) (out|off)? (as|with|in|being)? <literal> ,? (and|but|then)? (it)? (can|may|could|might) (later|then|only|also)? (be)? ${set} (to|as|into)? <literal> (or <literal>)? (later|afterwards|later on|then)?`,
    ],
    becomes,
  ),
  rule(
    [
      "(which|that|it)? (is|being|shows|tells|holds|records) (set to|filled with)? (the)? (time|moment|date|timestamp|instant|date and time) (of|at) (its|the|their)? (creation|registration|entry|recording|posting|insertion)",
      "(which|that|it)? (is|being|shows|tells|holds|records) (set to)? the (creation|registration) (time|date|timestamp)",
      "(which|that|it)? (is|being|shows|tells|holds|records) (set to|filled with)? (the)? (time|moment|date|instant) (when|at which|that) (it|the <entity>|they) (was|were|is) (created|added|posted|entered|registered|made|recorded)",
    ],
    (reader) => {
      const field = reader.subjects.at(-1);
      if (field === undefined) return false;
      reader.learn(field, { aspect: "type", value: "datetime" });
      reader.learn(field, { aspect: "source", value: "created-at" });
      return true;
    },
  ),
  rule(
    [
      "(which|that|it|they|the <field>)? (cannot|can not|must not|may not|can never|is not|are not) (be)? (influenced|manipulated|touched|given|sent|set|chosen|supplied) (from (the)? outside|by (clients|callers|users|the client|the caller|anyone|anybody|a client|a caller))",
    ],
    (reader) => {
      const field = reader.subjects.at(-1) ?? reader.context.subjects.at(-1);
      if (field === undefined || (field.get("source") ?? "input") === "input") return false;
      reader.metField(field);
      return true;
    },
  ),
  rule(
    [
      "(i|we|they|you|staff|people|one|the <entity>) (always|then|also)? (note|notes|write|writes|record|records|log|logs|put|jot|enter|enters|keep|keeps|take|takes|want|need|store) (down|up|in|to note|to keep|to record|to store|to know)? (the following|these things|this)? :",
    ],
    (reader, match) => {
      const subject = reader.context.entity ?? reader.entity;
      if (
        subject === undefined ||
        reader.tokens[match.end] === undefined ||
        reader.mentions(/^(?:routes|endpoints|paths|operations)$/)
      )
        return false;
      reader.entity = subject;
      const read = readFieldList(reader, match.end);
      if (read.fields.length === 0) return false;
      reader.subjects = read.fields.slice(-1);
      reader.listed = [...read.fields];
      return true;
    },
  ),
  rule(
    [
      "(nothing|none of (them|it|these|this)|no <entity>) (may|can|must|should|shall|will) (ever)? be (changed|edited|updated|modified|altered|corrected|amended) (any more|anymore|again|later|afterwards|later on|after that)?",
    ],
    (reader) => never(reader, ["update", "replace"]),
  ),
  rule(
    [
      "(nothing|none of (them|it|these|this)|no <entity>) (may|can|must|should|shall|will) (ever)? be (deleted|removed|erased|destroyed) (any more|again|one by one|individually|singly|on its own|on their own|by itself|alone|later|afterwards)?",
    ],
    (reader) => never(reader, ["delete", "clear"]),
  ),
  rule(
    [
      "(there (is|are|can be|may be|must be|should be))? (only|at most|never more than|no more than|not more than|just|exactly) (one|a single) <entity> (per|for each|for every|for a|for one|for) <entity> (and|per|on|for|a|each|on the same|on one|on a|on each|for the same|at) (same)? (calendar)? (day|date)",
    ],
    (reader, match) => {
      const [owner, parent] = slot(match, "entity").map((one) => one.entity);
      if (owner === undefined || parent === undefined || owner === parent) return false;
      const dates = [...new Set(owner.fields.values())].filter(
        (field) => field.get("type") === "date" || field.words.at(-1) === "date",
      );
      const reference = refer(reader, owner, parent);
      const [date] = dates;
      if (dates.length !== 1 || date === undefined || reference === undefined) return false;
      owner.uniqueTogether.push([reference.name, date.name]);
      reader.metField(date);
      reader.met(`entities/${owner.name}/uniqueTogether`);
      reader.met("refusals/conflict");
      return true;
    },
  ),
  rule(
    [
      "(i|we|it|they|nobody|one|the service)? (do|does)? (not|never) (care|mind|matter|distinguish|look|differ) (about|at|between|by)? (the|its)? (upper and lower|upper or lower|upper- and lower|letter|upper)? (case|capitals|capitalisation|capitalization)",
      "(upper and lower|upper or lower|letter|upper)? (case|capitals|capitalisation) (plays|makes|make|play|has) no (role|difference|part|influence)",
    ],
    (reader) => {
      const fields = [...reader.subjects, ...reader.context.subjects, ...reader.context.spoken];
      const field = fields.find((one) => one.get("unique") !== undefined && one.get("unique") !== "no");
      if (field === undefined) return false;
      field.refine("unique", "ignore-case", reader.clause);
      reader.metField(field);
      return true;
    },
  ),
];
