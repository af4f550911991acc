import { Alarm, type AlarmProps, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";

/** `BudgetBurnsFast` has the runbook `docs/operations/runbooks/budget-burns-fast.md`. */
export function runbookOf(name: string): string {
  return `docs/operations/runbooks/${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase()}.md`;
}

/** What an alarm says to whoever it wakes. */
export function describeAlarm(what: string, runbook: string): string {
  return `${what} Runbook: ${runbookOf(runbook)}`;
}

export interface WatchAlarmProps
  extends Omit<AlarmProps, "alarmDescription" | "evaluationPeriods" | "comparisonOperator"> {
  /** What is wrong when it goes off. */
  what: string;
  /** The alarm's own name where several share a runbook. */
  runbook?: string;
  evaluationPeriods?: number;
  comparisonOperator?: ComparisonOperator;
}

/**
 * An alarm that goes off at its threshold and above, and says where its runbook is. Without data it stays quiet, unless it
 * says otherwise: most of what is counted is counted only where something happens.
 */
export class WatchAlarm extends Alarm {
  constructor(scope: Construct, id: string, { what, runbook, ...props }: WatchAlarmProps) {
    super(scope, id, {
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...props,
      alarmDescription: describeAlarm(what, runbook ?? id),
    });
  }
}
