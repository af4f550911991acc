import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { refer } from "./reference-item.ts";
import { type Rule, rule, slot } from "./rule.ts";

/** Keeps a combination of an owner and fields from being there twice. */
function onceEach(
  reader: Reader,
  owner: EntityFacts,
  parent: EntityFacts,
  fields: readonly FieldFacts[],
): boolean {
  const reference = refer(reader, owner, parent);
  if (reference === undefined) return false;
  const names = [...new Set([reference, ...fields].map((field) => field.name))];
  if (names.length < 2) return false;
  const same = owner.uniqueTogether.some((known) => [...known].sort().join() === [...names].sort().join());
  if (!same) owner.uniqueTogether.push(names);
  for (const field of fields) reader.metField(field);
  reader.met(`entities/${owner.name}/uniqueTogether`);
  reader.met("refusals/conflict");
  reader.entity = owner;
  return true;
}

/** What there is at most one of within something else. */
export const onePerRules: readonly Rule[] = [
  rule(
    [
      "(for)? (a|an|each|every|the|one|any)? <entity> (can|may|must|should|shall)? (there)? (only|be|not)? (has|have|gets|get|is|takes|take|be)? (only|at most|no more than|not more than|more than|exactly|just|never more than)? (one|a single) <entity> (per|for each|for every|for any|for the same|for a|for one|on each|on any|on the same|at each|at any|at the same|at one|with the same|of the same) (given|single|distinct|particular|one)? <fields>",
    ],
    (reader, match) => {
      const [parent, owner] = slot(match, "entity").map((one) => one.entity);
      const fields = slot(match, "fields")
        .flatMap((one) => [...one.fields])
        .filter((field) => field.entity === owner?.name);
      return (
        parent !== undefined &&
        owner !== undefined &&
        parent !== owner &&
        fields.length > 0 &&
        onceEach(reader, owner, parent, fields)
      );
    },
  ),
  rule(
    [
      "(the|a|one|each|any) (same|given|single)? <field> (can|may|must|should|is|are) (not)? (be|only)? (allowed to|able to)? <word> <word>? (for|in|to|at|on|with|within) (a|an|the|one|any|each|every) (same|given|single)? <entity> (only once|once only|at most once|once|twice|more than once|only one time|not more than once)",
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const parent = slot(match, "entity")[0]?.entity;
      const owner = field === undefined ? undefined : reader.known.byName(field.entity);
      return (
        field !== undefined &&
        owner !== undefined &&
        parent !== undefined &&
        parent !== owner &&
        onceEach(reader, owner, parent, [field])
      );
    },
  ),
];
