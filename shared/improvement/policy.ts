import * as z from "zod";
import { Schedule } from "../schedule.ts";

/** How a service is improved without a person. */
export const ImprovementPolicy = z.strictObject({
  /** Callers' requests that are recorded: so many, or for so many seconds. */
  trace: z.strictObject({ requests: z.int().min(20).max(5_000), seconds: z.int().min(1) }),
  /** Seconds between two looks at what goes on. */
  interval: z.int().min(1),
  /** Proposals that are tried at most. */
  trials: z.int().min(1).max(40),
  /** The share by which a change must lower the cost of all requests. */
  least: z.number().gt(0).lt(1),
  /** Seconds in which an alarm does not start it again. */
  coolDown: z.int().min(0),
  /** When the service whose requests cost most is looked at without an alarm, as EventBridge has it, in UTC: `cron(0 5 * * ? *)`. */
  schedule: Schedule,
  /** Seconds in which a schedule does not start it again. */
  rest: z.int().min(0),
  /** Seconds in which a release is fresh: what an alarm tells then is taken for its doing. */
  fresh: z.int().min(0),
  /** Seconds that a release may be compared with the live one until its benefit is proven. */
  proving: z.int().min(1),
});
export type ImprovementPolicy = z.infer<typeof ImprovementPolicy>;

export const ImprovementPolicyName = z.enum(["production", "local"]);

export const improvementPolicies: Record<z.infer<typeof ImprovementPolicyName>, ImprovementPolicy> = {
  production: {
    trace: { requests: 2_000, seconds: 3_600 },
    interval: 30,
    trials: 12,
    least: 0.1,
    coolDown: 86_400,
    schedule: "cron(0 5 * * ? *)",
    rest: 604_800,
    fresh: 3_600,
    proving: 7_200,
  },
  local: {
    trace: { requests: 300, seconds: 20 },
    interval: 1,
    trials: 8,
    least: 0.1,
    coolDown: 60,
    schedule: "cron(0 5 * * ? *)",
    rest: 604_800,
    fresh: 60,
    proving: 60,
  },
};

/** A policy by name, or one of one's own. */
export const ImprovementChoice = z.union([ImprovementPolicyName, ImprovementPolicy]);
export type ImprovementChoice = z.infer<typeof ImprovementChoice>;

/** The policy that is meant. */
export function improvementPolicyOf(choice: ImprovementChoice): ImprovementPolicy {
  return typeof choice === "string" ? improvementPolicies[choice] : choice;
}
