import { rolesOf } from "../../blueprint/callers.ts";
import type { Expression } from "../../blueprint/expression.ts";
import type { Field } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import type { Mutant } from "../scenario/focus.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";
import { unknowing } from "./permissions.ts";

/** Fields that only some see. */
export function seenFields(subject: Subject): Check[] {
  return subject.entity.fields.flatMap((field) =>
    field.seenWhere === undefined ? [] : shownToSome(subject, field, field.seenWhere),
  );
}

function shownToSome(subject: Subject, field: Field, condition: Expression): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.addField(entity, field.name);
  relevance.add(condition, scopeFor(blueprint, entity));
  const path = pathTo(subject, "fields", field.name, "seenWhere");
  const change = (other: Expression | undefined): Mutant =>
    fieldMutant(entity, field, (one) => {
      if (other === undefined) delete one.seenWhere;
      else one.seenWhere = other;
    });
  return scenarioChecks(subject, {
    title: `${field.name} is shown only to those who may see it`,
    claims: [
      // What is left out is no value that a test could see: then only that some see it is shown.
      {
        paths: [path],
        without: change(field.omitWhenAbsent ? { kind: "literal", value: false } : undefined),
      },
      {
        paths: ["callers/name"],
        without: change(unknowing(condition, ({ kind }) => kind === "caller", null)),
      },
      ...rolesOf(blueprint.callers).map(({ name }) => ({
        paths: [`callers/roles/${name}`],
        without: change(unknowing(condition, (part) => part.kind === "role" && part.role === name, false)),
      })),
    ],
    relevance,
    mutants: mistaken(condition).map(change),
    refusals: [],
    ...movesFor(relevance, entity),
    reads: [entity],
    lists: [{ entity, query: [] }],
    watches: [field.name],
    callers: true,
    most: 3,
  });
}
