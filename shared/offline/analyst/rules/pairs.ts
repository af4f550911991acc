import type { Entity } from "../../../blueprint/entity.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { ignoreCase } from "./capitals.ts";
import { refer } from "./reference-item.ts";
import { type Rule, rule, slot } from "./rule.ts";

type Operator = Entity["comparisons"][number]["operator"];

function compare(operator: Operator): Rule["apply"] {
  return (reader, match) => {
    const [left, right] = slot(match, "field").map((one) => one.field);
    const first = right === undefined ? reader.subjects[0] : left;
    const second = right ?? left;
    if (first === undefined || second === undefined || first === second || first.entity !== second.entity)
      return false;
    const entity = reader.known.byName(first.entity);
    if (entity === undefined) return false;
    const same = entity.comparisons.some(
      (one) => one.left === first.name && one.right === second.name && one.operator === operator,
    );
    if (!same) entity.comparisons.push({ left: first.name, operator, right: second.name });
    reader.met(`entities/${entity.name}/comparisons`);
    reader.metField(first);
    return true;
  };
}

const must =
  "(must|has to|have to|should|shall|may|can|is|are|needs to|cannot|will)? (always|only)? (be|lie|come|fall)?";
const the = "(the|its|their)?";

/** "The end date must not be before the start date." */
const comparisonRules: readonly Rule[] = [
  rule(
    [
      `${the} <field> ${must} (after|later than|greater than|more than|larger than|higher than|above|>) ${the} <field>`,
      `(must|has to|should|shall|is|be)? (be)? (strictly)? (after|later than|greater than|larger than|higher than) ${the} <field>`,
    ],
    compare("greater"),
  ),
  rule(
    [
      `${the} <field> ${must} (before|earlier than|less than|smaller than|lower than|below|<) ${the} <field>`,
      `(must|has to|should|shall|is|be)? (be)? (strictly)? (before|earlier than|less than|smaller than|lower than) ${the} <field>`,
    ],
    compare("less"),
  ),
  rule(
    [
      `${the} <field> (must|may|can|cannot|should|shall|is|can)? (not|never) (be|lie|come)? (before|earlier than|less than|smaller than|lower than|below|precede) ${the} <field>`,
      `${the} <field> ${must} (at least|on or after|the same as or after|greater than or equal to|at or after|>=|equal to or after|the same day or later than|no earlier than|after or equal to|after or on|same as or later than|not before|not earlier than) (as late as|as large as)? ${the} <field>`,
      `(must|may|can|should|shall|be)? (not|never) (be)? (before|earlier than|less than|smaller than|lower than|precede) ${the} <field>`,
    ],
    compare("at-least"),
  ),
  rule(
    [
      `${the} <field> (must|may|can|cannot|should|shall|is)? (not|never) (be|lie|come|exceed)? (after|later than|greater than|more than|larger than|higher than|above|exceed) ${the} <field>`,
      `${the} <field> ${must} (at most|on or before|no more than|less than or equal to|at or before|<=|no later than|no greater than|not after|not later than) ${the} <field>`,
      `${the} <field> (cannot|must not|may not) exceed ${the} <field>`,
    ],
    compare("at-most"),
  ),
  rule(
    [
      `${the} <field> (must|may|can|should)? (differ|be different) from ${the} <field>`,
      `${the} <field> (and|must not be|cannot be|may not be|must not equal|is never) (the same as|equal to|equal)? ${the} <field> (must|may|have to|should) (not be the same|not be equal|differ|be different)`,
      `${the} <field> (must|may|can) not (be)? (the same as|equal to|equal) ${the} <field>`,
    ],
    compare("differs"),
  ),
];

/** The fields that a uniqueness is over; entities among them stand for the references to them. */
function fieldsOf(reader: Reader, match: Parameters<Rule["apply"]>[1]): FieldFacts[] {
  const fields = slot(match, "fields").flatMap((one) => [...one.fields]);
  for (const { entity } of slot(match, "entity")) {
    const owner = fields[0] === undefined ? reader.entity : reader.known.byName(fields[0].entity);
    if (owner === undefined || owner === entity) continue;
    const field = refer(reader, owner, entity);
    if (field !== undefined) fields.push(field);
  }
  return [...new Set(fields)];
}

function unique(together: boolean): Rule["apply"] {
  return (reader, match) => {
    const fields = fieldsOf(reader, match);
    const [first] = fields;
    if (first === undefined || (together && fields.length < 2)) return false;
    const entity = reader.known.byName(first.entity);
    if (entity === undefined) return false;
    const names = fields.filter((field) => field.entity === entity.name).map((field) => field.name);
    if (names.length > 1) {
      const same = entity.uniqueTogether.some(
        (known) => [...known].sort().join() === [...names].sort().join(),
      );
      if (!same) entity.uniqueTogether.push(names);
      reader.met(`entities/${entity.name}/uniqueTogether`);
      for (const field of fields) reader.metField(field);
      if (reader.mentions(/^(?:case-insensitively|case-insensitive|case)$/)) ignoreCase(reader);
    } else {
      const ignore = reader.mentions(/^(?:case-insensitively|case-insensitive|ignoring|regardless|case)$/);
      reader.learn(first, { aspect: "unique", value: ignore ? "ignore-case" : "exact" });
      reader.subjects = [first];
    }
    reader.met("refusals/conflict");
    return true;
  };
}

const ignoring =
  "(,)? (upper / lower|upper and lower|upper or lower|letter)? case (does|do|is) not (matter|significant|count)|(,)? (ignoring|regardless of|without regard to|irrespective of) (the|upper|letter|its|upper and lower)? case|(,)? case-insensitively|(,)? case-insensitive|(,)? not even (when|if) (only)? the case differs";

const uniquenessRules: readonly Rule[] = [
  rule(
    [
      `(the)? (combination|pair|combinations|pairs|tuple|triple) (of)? <fields> (must be|is|are|has to be|should be|shall be|may be)? (unique|used once|distinct)?`,
      `<fields> (are|is|must be|together are|must together be)? (together|jointly|in combination) (are|is|must be)? unique`,
      `<fields> (are|is|must be|should be) unique (together|as a pair|in combination|as a combination)`,
      `unique (together|combination|pair|combinations|pairs) (of|:|on|over)? <fields>`,
      "unique \\( <fields> \\)",
    ],
    unique(true),
  ),
  rule(
    [
      `<fields> (is|are|must be|has to be|should be|need only be|only has to be)? (only)? unique (per|within|in|inside|for each|for|within each|in each|within its|within the|within a|within the same|per each|among the <entity> of) (a|an|the|one|each|its|same|the same)? <entity>`,
      `<fields> (is|are|must be|has to be|should be)? (only)? unique (per|within|for each|within the same|for) (a|an|the|each)? <fields>`,
      `(each|every|a|an) <entity> (can|may|must) (have|has)? only (have|has)? one <entity>? (per|for each|for) <entity>`,
    ],
    unique(true),
  ),
  rule(
    [
      `no two <entity> (may|can|must|should|shall|ever|of the same <entity>|in the same <entity>|within the same <entity>|in a <entity>|of one <entity>)? (may|can|must)? (ever)? (share|have|carry|use|bear|be of|has|are allowed to have|be called) (the|a|an)? (same|equal|identical)? <fields> (${ignoring})?`,
      `(the)? same <fields> (may|can|must)? (not|never|only) (be)? (used|given|appear|occur|exist|be used|be taken) (twice|once|again|more than once|two times)`,
      `(there)? (can|may|must)? (not|never) (be)? two <entity> (with|of|having) the same <fields> (${ignoring})?`,
      `(two|several) <entity> (cannot|can not|may not|must not|can never|may never) (share|have|use|carry) (the|a|an)? (same|equal|identical)? <fields> (${ignoring})?`,
      `(only one|at most one) <entity> (may|can)? (per|with|for each|has|have|with the same|for) (a|an|the|given|each|any)? <fields>`,
      `no (duplicate|repeated) <fields>`,
    ],
    unique(false),
  ),
  rule(
    [
      ignoring.replaceAll("(,)? ", ",? "),
      "(comparison|comparing|compared|the comparison|this) (is|ignores|ignoring|are)? (case-insensitive|case-insensitively|case|ignoring case)",
    ],
    (reader) => {
      const [field] = reader.mentions(/^(?:same|twice|unique|duplicate|duplicates|409)$/)
        ? reader.subjects
        : reader.subjects.filter((one) => one.get("unique") !== undefined);
      if (field === undefined) return false;
      field.refine("unique", "ignore-case", reader.clause);
      reader.metField(field);
      return true;
    },
  ),
];

export const pairRules: readonly Rule[] = [...comparisonRules, ...uniquenessRules];
