import { type Alarm, ComparisonOperator, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { alphaOf } from "../../../shared/improvement/budget.ts";
import { inADay } from "./service-metrics.ts";
import { WatchAlarm } from "./watch-alarm.ts";

/** The share of placebos that a judge may promote who keeps to what it claims. */
export const placeboAlpha = alphaOf(1);

/**
 * Alarms on judges that are wrong more often than they say, by what Calibrate has found. Each stands until the next
 * calibration of the day after. They are the stack's own children, whose logical ids deployments know.
 */
export function calibrationAlarms(stack: Construct, { alpha }: { alpha: number }): Alarm[] {
  const runbook = "JudgesAreWrong";
  const more = { runbook, comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD };
  return [
    new WatchAlarm(stack, "PlacebosArePromoted", {
      what: "What does nothing is taken for an improvement more often than it may be.",
      metric: inADay("PlacebosPromotedAtLeast", Stats.MAXIMUM),
      threshold: placeboAlpha,
      ...more,
    }),
    new WatchAlarm(stack, "HarmlessReleasesAreStopped", {
      what: "Releases that do no harm are found harmful more often than they may be.",
      metric: inADay("HarmlessReleasesStoppedAtLeast", Stats.MAXIMUM),
      threshold: alpha,
      ...more,
    }),
    new WatchAlarm(stack, "MistakesAreMissed", {
      what: "A release with a mistake was not found harmful beside the one without.",
      runbook,
      metric: inADay("MistakesMissed"),
      threshold: 1,
    }),
  ];
}
