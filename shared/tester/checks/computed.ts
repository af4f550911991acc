import type { Field } from "../../blueprint/field.ts";
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
  return subject.entity.fields.flatMap((field) => {
    const moment = moments[field.source];
    return field.expression === undefined || moment === undefined || field.hidden === true
      ? []
      : workedOut(subject, field, moment);
  });
}

function workedOut(subject: Subject, field: Field, moment: string): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  const change = (work: (field: Field) => void) => fieldMutant(entity, field, work);
  const { expression } = field;
  const mutants: Mutant[] = (expression === undefined ? [] : mistaken(expression)).map((other) =>
    change((one) => {
      one.expression = other;
    }),
  );
  if (field.source !== "computed") {
    for (const source of ["set-at-creation", "set-at-change", "computed"] as const)
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
    title: `${words(field.name)} ${moment}`,
    claims: [
      {
        paths: [pathTo(subject, "fields", field.name), pathTo(subject, "fields", field.name, "expression")],
        without,
      },
    ],
    relevance,
    mutants,
    refusals: [],
    ...moves,
    ...(isRead ? { reads: [entity] } : { lists: [{ entity, query: [] }] }),
    watches: [field.name],
  });
}
