import type { Operation } from "../../blueprint/entity.ts";
import type { SentHeader } from "../../blueprint/sent-header.ts";
import { type Check, pathTo } from "../check.ts";
import { scopeFor } from "../model/legality.ts";
import type { Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { mistaken } from "../scenario/mutants.ts";
import { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";
import { reaching, verbs } from "./permissions.ts";

/** Headers that the usual routes send. */
export function sentHeaders(subject: Subject): Check[] {
  return subject.entity.operations.flatMap((operation) =>
    (operation.headers ?? []).flatMap((header, index) => sent(subject, operation, { header, index })),
  );
}

function sent(
  subject: Subject,
  operation: Operation,
  { header, index }: { header: SentHeader; index: number },
): Check[] {
  const { entity, blueprint } = subject;
  const { kind } = operation;
  const relevance = new Relevance(blueprint);
  relevance.addEntity(entity);
  relevance.add(header.value, scopeFor(blueprint, kind === "list" ? undefined : entity));
  const change =
    (...others: SentHeader[]): Mutant =>
    (copy) => {
      for (const one of entityOf(copy, entity).operations)
        if (one.kind === kind) one.headers?.splice(index, 1, ...others);
    };
  const above = subject.other(subject.parentField(operation)?.references);
  const moves = movesFor(relevance, entity, ...(kind === "list" && above ? [above.entity] : []));
  const { changes = [], lists, ...reach } = reaching(subject, operation);
  return scenarioChecks(subject, {
    title: `who may ${verbs[kind]} ${subject.nouns} is sent the header ${header.name}`,
    claims: [{ paths: [pathTo(subject, "operations", kind, "headers", header.name)], without: change() }],
    mutants: mistaken(header.value).map((value) => change({ ...header, value })),
    relevance,
    refusals: [],
    ...moves,
    ...reach,
    ...(lists && { lists: lists.map((list) => ({ ...list, ...(above && { below: above.entity }) })) }),
    changes: [...(moves.changes ?? []), ...changes],
    watches: [],
    headers: true,
  });
}
