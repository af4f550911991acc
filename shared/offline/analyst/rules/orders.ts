import type { EntityFacts } from "../facts/entity-facts.ts";
import type { FieldFacts } from "../facts/field-facts.ts";
import type { Reader } from "../reader.ts";
import { wordsOf } from "../text/names.ts";
import { singularOf } from "../text/plurals.ts";
import { isListClause } from "./filters.ts";
import { type Rule, rule, slot } from "./rule.ts";
import { addSort, isSortParameter, orderBy, orderByCreation } from "./sorting.ts";

const creation =
  /^(?:created|added|entered|made|posted|submitted|registered|signed|placed|joined|booked|arrived|came|come|stored|recorded|inserted|logged|reported|received)$/;

/** The field that a verb speaks of, as "they start" speaks of `startsAt`. */
function fieldOfVerb(entity: EntityFacts, verb: string): FieldFacts | undefined {
  const stem = singularOf(verb);
  const direct = entity.field(verb) ?? entity.field(stem);
  if (direct !== undefined) return direct;
  const found = [...new Set(entity.fields.values())].filter((field) => {
    const [first, ...rest] = field.words.flatMap(wordsOf);
    return (
      singularOf(first ?? "") === stem &&
      rest.length > 0 &&
      rest.every((word) => /^(?:at|on|date|time|day)$/.test(word))
    );
  });
  return found.length === 1 ? found[0] : undefined;
}

const latest = "(latest|last|newest|highest|largest|biggest|most recent|in reverse|descending)";
const down = `(,? (the)? ${latest} (one|ones|<entity>|order)? (first)?)?`;
const up =
  "(,? (the)? (earliest|first|oldest|lowest|smallest|ascending|alphabetically|soonest) (one|ones|<entity>)? (first)?)?";

/** The direction that words after a field give. */
function reversed(reader: Reader, start: number, end: number): boolean {
  return reader.tokens
    .slice(start, end)
    .some((token) =>
      /^(?:latest|last|newest|highest|largest|biggest|recent|reverse|descending)$/.test(token.word),
    );
}

/** Orders in which a list comes, in the words of prose. */
export const orderRules: readonly Rule[] = [
  rule(
    [
      `(in)? (the)? (same)? order (in which|that|of when)? (they|the <entity>|it|these|people|users|those) (all)? (were|are|was|have|have been|will|had)? <word> (up|in|on|for it|out)?`,
    ],
    (reader, match) => {
      const verb = slot(match, "word")[0]?.token.word ?? "";
      const entity = reader.entity;
      if (entity === undefined) return false;
      const field = fieldOfVerb(entity, verb);
      if (field !== undefined) return orderBy(reader, entity, field.name, "ascending");
      return creation.test(verb) && orderByCreation(reader, entity, "ascending");
    },
  ),
  rule(
    [
      `(is|are|be|comes|come|stands|stand)? (always)? (arranged|laid out|organised|organized|ranked|arranges it|arranges them|arranges the list) (alphabetically|chronologically)? (by|according to|in order of) (the|their|its)? <field> ${down}`,
      `(is|are|be|comes|come|stands|stand)? (always)? (arranged|laid out|organised|organized|ranked|arranges it|arranges them|arranges the list) (alphabetically|chronologically)? (by|according to|in order of) (the|their|its)? <field> ${up}`,
      `in (the)? order of (the|their|its)? <field> ${down}`,
      `in (the)? order of (the|their|its)? <field> ${up}`,
      `in (ascending|alphabetical|chronological|increasing)? <field> order`,
    ],
    (reader, match) => {
      const field = slot(match, "field")[0]?.field;
      const entity = field === undefined ? undefined : reader.known.byName(field.entity);
      if (field === undefined || entity === undefined) return false;
      if (
        reader.tokens
          .slice(0, match.start)
          .some((token, at) => /^sort$/.test(token.word) && reader.word(at + 1) === "=")
      ) {
        addSort(reader, entity, [field.name]);
        return true;
      }
      return orderBy(
        reader,
        entity,
        field.name,
        reversed(reader, match.start, match.end) ? "descending" : "ascending",
      );
    },
  ),
  rule(["by <field>"], (reader, match) => {
    const field = slot(match, "field")[0]?.field;
    const entity = field === undefined ? undefined : reader.known.byName(field.entity);
    const closed = match.end >= reader.tokens.length || /^[,.;)]$/.test(reader.word(match.end));
    if (
      field === undefined ||
      entity === undefined ||
      !closed ||
      !isListClause(reader) ||
      !/^[}\]]$/.test(reader.word(match.start - 1))
    )
      return false;
    return orderBy(reader, entity, field.name, "ascending");
  }),
  rule(
    [
      "(and|,|or)? (does|sorts|gives|is|has)? (it|them)? (just|exactly)? (the)? (other way round|other way around|opposite|reverse|opposite order|reverse order|opposite direction)",
      "(and|,)? (vice versa)",
    ],
    (reader) => {
      if (
        reader.entity === undefined ||
        !(reader.entity.sortFields.size > 0 || reader.entity.get("order") !== undefined)
      )
        return false;
      reader.met(`entities/${reader.entity.name}/list/sort`);
      return true;
    },
  ),
  rule(
    [
      "(unless|if not) (it is)? (asked|told|requested|specified|stated|said|sorted) (otherwise|differently)? ,?",
      "(by default|normally|usually|ordinarily|without (a|any)? sort parameter) ,?",
    ],
    (reader) => {
      const entity = reader.entity;
      if (
        entity === undefined ||
        !reader.mentions(/^(?:arranged|sorted|ordered|listed|order|listing|list|come|comes)$/)
      )
        return false;
      reader.met(`entities/${entity.name}/list`);
      return true;
    },
  ),
  rule(["sort = - <word>"], (reader, match) => {
    const entity = reader.entity;
    const field = entity?.field(slot(match, "word")[0]?.token.text ?? "");
    if (entity === undefined || field === undefined) return false;
    isSortParameter(reader, entity, "sort");
    addSort(reader, entity, [field.name]);
    return true;
  }),
];
