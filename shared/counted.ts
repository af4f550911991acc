import pluralize from "pluralize";

/** A number with its noun: `1 clause`, `2 clauses`, `0 acceptance tests`. The noun is given in the singular. */
export function counted(count: number, noun: string): string {
  return pluralize(noun, count, true);
}
