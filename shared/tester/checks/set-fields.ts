import { type Field, isShownToAll } from "../../blueprint/field.ts";
import { type Check, pathTo } from "../check.ts";
import { callerNames } from "../scenario/callers.ts";
import type { Mutant } from "../scenario/focus.ts";
import { fieldMutant, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { Relevance } from "../scenario/relevance.ts";
import { words } from "../source/phrases.ts";
import type { Subject } from "../subject.ts";

/** Fields that the service sets by itself, whatever callers say: states, and who has made a thing. */
export function setFields(subject: Subject): Check[] {
  return subject.entity.fields.flatMap((field) => {
    if (!isShownToAll(field)) return [];
    if (field.source === "state") {
      const [first = ""] = field.values ?? [];
      return kept(subject, field, `${words(field.name)} begins with ${first}, and callers can't set it`);
    }
    if (field.source === "caller")
      return kept(subject, field, `${words(field.name)} is who has made it, and stays`);
    const isChanged = subject.entity.operations.some(({ kind }) => kind === "update" || kind === "replace");
    return field.ignoredInChanges === true && isChanged
      ? kept(subject, field, `what a change says of ${words(field.name)} is ignored`)
      : [];
  });
}

function ownedByNobody(field: Field): void {
  field.source = "set-at-creation";
  field.expression = { kind: "literal", value: null };
}

function kept(subject: Subject, field: Field, title: string): Check[] {
  const { entity, blueprint } = subject;
  const relevance = new Relevance(blueprint);
  relevance.addField(entity, field.name);
  const change = (work: (field: Field) => void) => fieldMutant(entity, field, work);
  const path = pathTo(subject, "fields", field.name);
  const without = change((one) => {
    if (one.source === "input") delete one.ignoredInChanges;
    else {
      one.source = "input";
      one.default = one.values?.[0] ?? callerNames(blueprint)[0];
    }
  });
  const mutants: Mutant[] = [
    change((one) => {
      if (one.source === "state") one.values = one.values?.toReversed() ?? [];
    }),
    ...(field.source === "caller" && field.references !== undefined ? [change(ownedByNobody)] : []),
  ];
  const isRead = subject.operation("read") !== undefined;
  const isChanged = subject.operation("update") !== undefined;
  return scenarioChecks(subject, {
    title,
    claims: [
      { paths: [path, `${path}/source`, ...(field.source === "caller" ? ["callers/name"] : [])], without },
    ],
    relevance,
    mutants,
    // What can't be given at all is refused, and so not set.
    refusals: [`entities/${entity.name}/setByService`],
    ...movesFor(relevance, entity),
    changes: isChanged ? [{ entity, fields: [field.name] }] : [],
    acts: [],
    ...(isRead ? { reads: [entity] } : { lists: [{ entity, query: [] }] }),
    watches: [field.name],
    forges: field.source === "input" ? [] : [field],
    most: 1,
  });
}
