import type { Clause, ClauseTrace } from "../blueprint/clause.ts";
import type { ReadSpec } from "./parse.ts";

/** The clauses of a requirement that is itself a spec: one for each statement, in its words. */
export function clausesOf({ statements }: ReadSpec): Clause[] {
  return statements.map(({ text }, index) => ({ id: `c${index + 1}`, text }));
}

/** Why a clause is unmet that no statement cites. */
export const uncited = "no statement of the spec says it";

/**
 * What became of each clause in a spec. Where the clauses are the spec's own statements, each is met by what its statement
 * makes; else by what the statements make that cite it. A clause that no statement cites is unmet.
 */
export function traceOf(spec: ReadSpec, clauses: readonly Clause[]): ClauseTrace[] {
  const own = clausesOf(spec);
  const isItself =
    own.length === clauses.length && own.every(({ text }, index) => clauses[index]?.text === text);
  return clauses.map(({ id }, index): ClauseTrace => {
    const meeting = spec.statements.filter((statement, position) =>
      isItself ? position === index : statement.clauses.includes(id),
    );
    if (meeting.length === 0) return { clause: id, outcome: "unmet", reason: uncited };
    return { clause: id, outcome: "met", by: [...new Set(meeting.flatMap(({ parts }) => parts))] };
  });
}
