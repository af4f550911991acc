import * as z from "zod";
import { Schedule } from "../schedule.ts";

/** How often the judges are tried by themselves, and how much. */
export const CalibrationPolicy = z.strictObject({
  /** When, as EventBridge has it, in UTC: `cron(0 3 * * ? *)`. */
  schedule: Schedule,
  /** Callers' requests that are made up; the first six tenths of them are replayed in each trial. */
  requests: z.int().min(50).max(1_000),
  /** Trials of what does nothing. */
  placebos: z.int().min(1).max(100),
  /** Kinds of mistakes that are seeded, each in a release of its own: drawn anew each time where they are not all. */
  mistakes: z.int().min(1).max(40),
});
export type CalibrationPolicy = z.infer<typeof CalibrationPolicy>;

export const CalibrationPolicyName = z.enum(["production", "local"]);

const policies: Record<z.infer<typeof CalibrationPolicyName>, CalibrationPolicy> = {
  production: { schedule: "cron(0 3 * * ? *)", requests: 200, placebos: 20, mistakes: 40 },
  local: { schedule: "cron(0 3 * * ? *)", requests: 100, placebos: 6, mistakes: 3 },
};

/** A policy by name, or one of one's own. */
export const CalibrationChoice = z.union([CalibrationPolicyName, CalibrationPolicy]);
export type CalibrationChoice = z.infer<typeof CalibrationChoice>;

/** The policy that is meant. */
export function calibrationPolicyOf(choice: CalibrationChoice): CalibrationPolicy {
  return typeof choice === "string" ? policies[choice] : choice;
}
