import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import { typeHints } from "../lexicon/field-types.ts";
import { type Rule, rule, slot } from "./rule.ts";

const latest = "(latest|newest|most recent|last|youngest|descending|most recently)";
const earliest = "(earliest|oldest|soonest|first|ascending|next)";

function tellsTime(field: FieldFacts): boolean {
  const type = field.get("type") ?? typeHints(field.words).find((hint) => hint.aspect === "type")?.value;
  return type === "date" || type === "datetime";
}

/** Whether two words have a stem in common, as "departure" and "departs", "arrival" and "arrives". */
function related(one: string, other: string): boolean {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  return same >= Math.max(4, Math.min(one.length, other.length) - 2);
}

function timeOf(entity: EntityFacts | undefined, event: string): FieldFacts | undefined {
  const found = [...new Set(entity?.fields.values() ?? [])].filter(
    (field) =>
      field.touched && tellsTime(field) && field.words.some((word) => related(word.toLowerCase(), event)),
  );
  return found.length === 1 ? found[0] : undefined;
}

/** "Listed by departure, latest first": ordered by the time of what is named, where one field tells that. */
export const eventOrderRules: readonly Rule[] = [
  rule(
    [
      `(listed|sorted|ordered|shown|given|returned|arranged|come|comes|appear) (back)? (in order of|in the order of|by|after) (the|their|its)? ((date|time|moment|day) of)? (the|their|its)? <word> (date|time)? ((,|with|-|\\()? (the)? (${latest}|${earliest}) (one|ones|<entity>)? (first|on top|at the top|order)? \\)?)?`,
    ],
    (reader, match) => {
      const event = slot(match, "word")[0]?.token;
      const entity = reader.entity;
      const known = reader.tokens.findIndex((token, at) => at >= match.start && token === event);
      if (
        entity === undefined ||
        event === undefined ||
        reader.scope.fieldAt(reader.tokens, known) !== undefined
      )
        return false;
      const field = timeOf(entity, event.word);
      if (field === undefined) return false;
      const falls = reader.tokens
        .slice(known + 1, match.end)
        .some((token) => /^(?:latest|newest|recent|recently|last|youngest|descending)$/.test(token.word));
      entity.set(
        "order",
        { field: field.name, direction: falls ? "descending" : "ascending" },
        reader.clause,
      );
      reader.metField(field);
      reader.met(`entities/${entity.name}/list/sort/default`);
      return true;
    },
  ),
];
