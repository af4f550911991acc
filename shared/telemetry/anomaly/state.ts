import { z } from "zod";
import type { History, Point } from "./history.ts";

/** What a detector's state must look like to be taken up again. */
export const stateSchema = z
  .strictObject({
    /** When the first of the points was. */
    from: z.number(),
    /** How long after one another points were, in milliseconds, and how many in a row. */
    steps: z.array(z.tuple([z.number(), z.int().min(1)])),
    values: z.array(z.number()),
    /** How far the last points were from other days. */
    distances: z.array(z.number()),
    incident: z.strictObject({ left: z.number(), worst: z.number() }),
  })
  .refine(
    ({ steps, values }) =>
      steps.reduce((sum, [, times]) => sum + times, 0) === Math.max(0, values.length - 1),
    "each value but the first needs a step",
  );

export type State = z.infer<typeof stateSchema>;

/** The part of a state that is the points. */
export function stateOfPoints(history: History): Pick<State, "from" | "steps" | "values"> {
  const oldest = history.count - 1;
  const steps: State["steps"] = [];
  const values: number[] = [];
  for (let back = oldest; back >= 0; back -= 1) {
    values.push(history.value(back));
    if (back === oldest) continue;
    const step = history.at(back) - history.at(back + 1);
    const last = steps.at(-1);
    if (last?.[0] === step) last[1] += 1;
    else steps.push([step, 1]);
  }
  return { from: oldest < 0 ? 0 : history.at(oldest), steps, values };
}

/** The points of a state, the oldest first. */
export function* pointsOf({ from, steps, values }: State): Generator<Point> {
  const [first, ...rest] = values;
  if (first === undefined) return;
  yield { at: from, value: first };
  let at = from;
  const times = steps.flatMap(([step, count]) => Array.from({ length: count }, () => (at += step)));
  for (const [index, value] of rest.entries()) yield { at: times[index] ?? at, value };
}
