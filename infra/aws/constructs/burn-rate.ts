import type { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  MathExpression,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { sumOfAll } from "./service-metrics.ts";
import { describeAlarm, WatchAlarm } from "./watch-alarm.ts";

/** Requests in the long window below which a share of failures says little. */
const fewestRequests = 100;

export interface BurnRateProps {
  what: string;
  /** Share of requests that may fail over a month. */
  budget: number;
  /** How many times faster than the month's budget allows it is spent. */
  rate: number;
  /** Long enough to be sure of it. */
  long: Duration;
  /** Short enough to be over soon after it is over. */
  short: Duration;
}

/**
 * Goes off when failures spend the month's budget faster than it may be spent, in a long window and in a short one: see
 * "Alerting on SLOs" in Google's Site Reliability Workbook, whose windows and rates these are.
 */
export class BurnRate extends Construct {
  readonly alarm: CompositeAlarm;

  constructor(scope: Construct, id: string, { what, budget, rate, long, short }: BurnRateProps) {
    super(scope, id);
    const share = (window: Duration, expression: string) =>
      new MathExpression({
        expression,
        label: "Share of requests that fail",
        usingMetrics: { failures: sumOfAll("Failures", window), requests: sumOfAll("Requests", window) },
        period: window,
      });
    const over = (name: string, window: Duration, expression: string): Alarm =>
      new WatchAlarm(this, name, {
        what: `${what} (over ${window.toHumanString()}).`,
        runbook: id,
        metric: share(window, expression),
        threshold: budget * rate,
      });
    const windows = [
      over("Long", long, `IF(requests >= ${fewestRequests}, failures / requests, 0)`),
      over("Short", short, "failures / requests"),
    ];
    this.alarm = new CompositeAlarm(this, "Both", {
      alarmDescription: describeAlarm(`${what}.`, id),
      alarmRule: AlarmRule.allOf(...windows.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
    });
  }
}
