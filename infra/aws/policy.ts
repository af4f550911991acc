import type * as z from "zod";
import { CalibrationChoice } from "../../shared/calibration/policy.ts";
import { PolicyChoice } from "../../shared/delivery/policy.ts";
import { ImprovementChoice } from "../../shared/improvement/policy.ts";
import { ScalingChoice } from "../../shared/telemetry/concurrency.ts";
import { parseContext } from "./models.ts";

/**
 * Reads how releases go live that ask for nothing else: the name of a policy, or one of one's own, as the context's
 * `policy` has it. Where it has none, `local` in the local cloud and `production` in an account.
 *
 * @throws Error when it is no policy
 */
export function readPolicy(value: unknown, { local }: { local: boolean }): z.infer<typeof PolicyChoice> {
  return parseContext("policy", PolicyChoice, value ?? (local ? "local" : "production"));
}

/** The same of how services are improved, as the context's `improvement` has it. */
export function readImprovementPolicy(value: unknown, { local }: { local: boolean }): ImprovementChoice {
  return parseContext("improvement", ImprovementChoice, value ?? (local ? "local" : "production"));
}

/**
 * The same of how many environments of functions are kept started, as the context's `scaling` has it. Where it has nothing,
 * none are: they cost money in an account, and memory on a machine.
 */
export function readScalingPolicy(value: unknown): ScalingChoice {
  return parseContext("scaling", ScalingChoice, value ?? "off");
}

/** The same of how the judges are tried, as the context's `calibration` has it. */
export function readCalibrationPolicy(value: unknown, { local }: { local: boolean }): CalibrationChoice {
  return parseContext("calibration", CalibrationChoice, value ?? (local ? "local" : "production"));
}
