import { type Field, propertiesOf, workedOutProperties } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import type { Mutant } from "../scenario/focus.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

const moments: Partial<Record<Field["source"], string>> = {
  computed: "is worked out at each read",
  "set-at-creation": "is worked out at creation, and stays",
  "set-at-change": "is worked out at each change",
};

/** Values that are worked out from others. */
export function computed(subject: Subject): Check[] {
  return subject.entity.fields.flatMap((field) =>
    field.hidden === true
      ? []
      : [
          ...workedOut(subject, field, field),
          ...workedOutProperties(field).flatMap((property) => workedOut(subject, field, property)),
        ],
  );
}

/** Tests of what is worked out: the field, or a property of its elements. */
function workedOut(subject: Subject, holder: Field, field: Field): Check[] {
  const moment = moments[field.source];
  if (field.expression === undefined || moment === undefined) return [];
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, holder.name);
  const change = (work: (field: Field) => void) =>
    fieldMutant(entity, holder, (one) => {
      const changed =
        field === holder ? one : propertiesOf(one).find((property) => property.name === field.name);
      if (changed !== undefined) work(changed);
    });
  const { expression } = field;
  const inside = field === holder ? "" : ` of each of ${words(holder.name)}`;
  const mutants: Mutant[] = (expression === undefined ? [] : mistaken(expression)).map((other) =>
    change((one) => {
      one.expression = other;
    }),
  );
  if (field.source !== "computed") {
    const sources =
      field === holder
        ? (["set-at-creation", "set-at-change", "computed"] as const)
        : (["set-at-creation", "computed"] as const);
    for (const source of sources)
      mutants.push(
        change((one) => {
          one.source = source;
        }),
      );
  }
  const without = change((one) => {
    one.source = "set-at-creation";
    one.expression = { kind: "literal", value: null };
  });
  const moves = movesFor(relevance, entity);
  const isRead = subject.operation("read") !== undefined;
  return scenarioChecks(subject, {
    title: `${words(field.name)}${inside} ${moment}`,
    claims: [
      {
        paths: [pathTo(subject, "fields", holder.name), pathTo(subject, "fields", holder.name, "expression")],
        without,
      },
    ],
    relevance,
    mutants,
    refusals: [],
    ...moves,
    ...(isRead ? { reads: [entity] } : { lists: [{ entity, query: [] }] }),
    watches: [holder.name],
    ...(holder.seenWhere !== undefined && { callers: true }),
  });
}
