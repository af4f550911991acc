import * as z from "zod";
import { parseContext } from "./models.ts";

/** What is promised of all services together, and of each. Alarms stand where it is not kept. */
const Objectives = z.strictObject({
  /** Share of requests that do not fail, over a month. */
  availability: z.number().gt(0).lt(1).default(0.999),
  /** Most of one service's requests that may fail in a minute. */
  failureShare: z.number().gt(0).lt(1).default(0.05),
  /** Most of one service's answers that may be slow in a minute, by the policy's word for slow. */
  slowShare: z.number().gt(0).lt(1).default(0.05),
  /** Most rows that a service's requests may read on average in a minute. */
  rowsReadPerRequest: z.number().positive().default(500),
  /** Of so many minutes, this many must be bad before an alarm on one service stands. */
  lasting: z
    .strictObject({ minutes: z.int().min(1).max(60), bad: z.int().min(1).max(60) })
    .refine(({ minutes, bad }) => bad <= minutes, "more minutes are to be bad than are looked at")
    .default({ minutes: 5, bad: 3 }),
  /** Most dollars that may be spent on models in an hour. */
  modelDollarsAnHour: z.number().positive().default(50),
});
export type Objectives = z.output<typeof Objectives>;

/** On one machine nobody is woken, and somebody looks on: a minute is enough, and a few rows are many. */
const localObjectives = { rowsReadPerRequest: 100, lasting: { minutes: 1, bad: 1 } };

/**
 * Reads what the context's `objectives` has otherwise than usual: `{ "availability": 0.9999 }`.
 *
 * @throws Error when there is no such objective, or it can't have that value
 */
export function readObjectives(value: unknown, { local }: { local: boolean }): Objectives {
  return parseContext("objectives", Objectives, value ?? (local ? localObjectives : undefined));
}
