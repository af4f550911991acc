import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { ignoreCase } from "./capitals.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** The field of a thing that refers to another. */
function referenceTo(entity: EntityFacts | undefined, target: EntityFacts): FieldFacts | undefined {
  return [...(entity?.fields.values() ?? [])].find((field) => field.get("references") === target.name);
}

const unchanged =
  "(always|ever)? (stays|remains|stay|remain|is|are|cannot be|can never be|must not be|may not be|is never|are never) (always)? (the same|as it was|as it is|fixed|changed|edited|modified|unchanged|replaced)";

/** What is said of a field that refers to another thing, by the name of that thing. */
export const mixedFieldRules: readonly Rule[] = [
  rule(["(the|its|both|their) <field> (,|and)"], (reader, match) => {
    const first = slot(match, "field")[0]?.field;
    const entity = first === undefined ? undefined : reader.known.byName(first.entity);
    if (first === undefined || entity === undefined) return false;
    const fields: FieldFacts[] = [first];
    let referring = false;
    let at = match.end - 1;
    let end = at;
    while (/^(?:,|and|the|its|a|an)$/.test(reader.word(at))) {
      if (/^(?:the|its|a|an|,|and)$/.test(reader.word(at))) {
        at += 1;
        continue;
      }
      break;
    }
    for (;;) {
      const earlier = reader.entity;
      reader.entity = entity;
      const field = reader.scope.fieldAt(reader.tokens, at);
      reader.entity = earlier;
      const thing = field === undefined ? reader.scope.entityAt(reader.tokens, at) : undefined;
      const reference = thing === undefined ? undefined : referenceTo(entity, thing.entity);
      const found = field?.field.entity === entity.name ? field.field : reference;
      if (found === undefined) return false;
      referring ||= found === reference;
      fields.push(found);
      end = field?.end ?? thing?.end ?? at;
      at = end;
      while (/^(?:,|and|the|its|a|an)$/.test(reader.word(at))) at += 1;
      if (at === end) break;
    }
    if (!referring || !/^(?:is|are|must|may|can|have|need|has|shall|should)$/.test(reader.word(end)))
      return false;
    reader.entity = entity;
    reader.subjects = fields;
    for (const field of fields) reader.metField(field);
    reader.use(match.start, end);
    return true;
  }),
  rule(
    [
      `(except|but|only)? that? (the|its) <entity> (of|in|on) (a|an|the|each|every|any|one) <entity> ${unchanged}`,
    ],
    (reader, match) => {
      const [target, owner] = slot(match, "entity").map((one) => one.entity);
      const field = target === undefined ? undefined : referenceTo(owner, target);
      if (field === undefined) return false;
      reader.learn(field, { aspect: "immutable", value: true });
      return true;
    },
  ),
  rule(
    [
      "(it|there)? (must|should|shall|may|can)? (not|never) (be|is)? (possible|allowed|permitted|ok)? (to|that)? (have|be|exist|register|create|store)? (two|2|several) <entity> (with|have|having|of) (the|an)? (same|identical) <fields>",
    ],
    (reader, match) => {
      const fields = slot(match, "fields").flatMap((one) => [...one.fields]);
      const [field] = fields;
      if (field === undefined || fields.length > 1) return false;
      reader.learn(field, { aspect: "unique", value: "exact" });
      reader.entity = reader.known.byName(field.entity);
      reader.met("refusals/conflict");
      return true;
    },
  ),
  rule(
    [
      "(,|-)? (also|even|and|not even|no matter)? (when|if|though|where) (the|their)? (big and small|small and big|upper and lower case|uppercase and lowercase|capital and small|upper-case and lower-case|capital) letters (are different|differ|are not the same|are mixed)",
    ],
    (reader) => ignoreCase(reader),
  ),
];
