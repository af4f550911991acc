import type { Entity } from "./entity.ts";
import { hangsOnCaller } from "./expression.ts";
import { expressionOf, type Lapse } from "./lapse.ts";

/** What of an entity's lapses contradicts something else. */
export function lapseProblems({ fields, lapses = [] }: Entity): { message: string; part: Lapse }[] {
  return lapses.flatMap((lapse) => {
    const problem = problemOf(lapse);
    return problem === undefined ? [] : [{ message: problem, part: lapse }];
  });

  function problemOf(lapse: Lapse): string | undefined {
    if (hangsOnCaller(expressionOf(lapse)))
      return "What happens by itself has no caller, so it can't hang on who calls";
    const { move } = lapse;
    if (move === undefined) return undefined;
    const field = fields.find(({ name }) => name === move.field);
    const isKept = field?.source === "state" || field?.source === "input";
    if (field !== undefined && (field.type !== "choice" || !isKept))
      return `\`${move.field}\` is no state and no choice that callers give, so it can't change by itself`;
    if (reaches(lapses, move.to, move))
      return `\`${move.field}\` would come back to \`${move.from.join("` or `")}\` by itself, for ever: let an action lead back`;
    return undefined;
  }
}

/** Whether lapses lead from a value to one from which the move begins. */
function reaches(
  lapses: readonly Lapse[],
  value: string,
  { field, from }: NonNullable<Lapse["move"]>,
): boolean {
  const reached = new Set([value]);
  for (const one of reached)
    for (const { move } of lapses) if (move?.field === field && move.from.includes(one)) reached.add(move.to);
  return from.some((one) => reached.has(one));
}
