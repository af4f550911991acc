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
  /** Most dollars that may be spent on models in an hour. */
  modelDollarsAnHour: z.number().positive().default(50),
});
export type Objectives = z.output<typeof Objectives>;

/**
 * Reads what the context's `objectives` has otherwise than usual: `{ "availability": 0.9999 }`.
 *
 * @throws Error when there is no such objective, or it can't have that value
 */
export function readObjectives(value: unknown): Objectives {
  return parseContext("objectives", Objectives, value);
}
