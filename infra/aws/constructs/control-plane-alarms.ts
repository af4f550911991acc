import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  AlarmRule,
  AlarmState,
  CompositeAlarm,
  type IAlarm,
  type IMetric,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch";
import type { EventBus, Rule } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { describeAlarm, WatchAlarm } from "./watch-alarm.ts";

export interface ControlPlaneParts {
  machines: ReadonlyMap<string, StateMachine>;
  functions: ReadonlyMap<string, IFunction>;
  /** Rules, and the bus that each listens to when it is not the account's own. */
  rules: ReadonlyMap<string, { rule: Rule; bus?: EventBus }>;
  /** Events that reached no state machine, until their runs are ended. */
  undelivered: Queue;
}

const period = Duration.minutes(5);

/**
 * An alarm on each part of the control plane that can fail, and one on all of them: what one cause breaks in many places
 * wakes somebody once. They are the stack's own children, whose logical ids deployments know.
 */
export function controlPlaneAlarms(
  stack: Construct,
  { machines, functions, rules, undelivered }: ControlPlaneParts,
): { parts: Alarm[]; whole: CompositeAlarm } {
  const parts: Alarm[] = [];
  const watch = (id: string, runbook: string, alarm: { what: string; metric: IMetric; threshold?: number }) =>
    parts.push(new WatchAlarm(stack, id, { runbook, threshold: 1, ...alarm }));
  for (const [name, machine] of machines) {
    watch(`${name}Failed`, "ExecutionFails", {
      what: `Executions of ${name} fail.`,
      metric: machine.metricFailed({ period }),
    });
    watch(`${name}TimedOut`, "ExecutionTimesOut", {
      what: `Executions of ${name} time out.`,
      metric: machine.metricTimedOut({ period }),
    });
  }
  for (const [name, target] of functions) {
    watch(`${name}Errors`, "FunctionFails", {
      what: `The function of ${name} fails.`,
      metric: target.metricErrors({ period }),
    });
  }
  for (const [name, { rule, bus }] of rules) {
    watch(`${name}Undelivered`, "EventUndelivered", {
      what: `Events of ${name} do not reach their state machine.`,
      metric: failedInvocations(rule, bus),
    });
  }
  watch("UndeliveredStay", "UndeliveredStay", {
    what: "Events that reached no state machine stay in their queue: their runs are not ended.",
    metric: undelivered.metricApproximateAgeOfOldestMessage({ period, statistic: "Maximum" }),
    threshold: 900,
  });
  const whole = anyOf(stack, "ControlPlaneFails", {
    what: "Something fails in the control plane: releases may not be made, or not go live.",
    alarms: parts,
  });
  return { parts, whole };
}

/** An alarm that goes off when any of these does. */
export function anyOf(
  scope: Construct,
  id: string,
  { what, alarms }: { what: string; alarms: readonly IAlarm[] },
): CompositeAlarm {
  return new CompositeAlarm(scope, id, {
    alarmDescription: describeAlarm(what, id),
    alarmRule: AlarmRule.anyOf(...alarms.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
  });
}

function failedInvocations(rule: Rule, bus: EventBus | undefined): Metric {
  return new Metric({
    namespace: "AWS/Events",
    metricName: "FailedInvocations",
    // A rule of a bus of one's own is counted under both names, one of the account's own bus under its own.
    dimensionsMap: {
      ...(bus === undefined ? {} : { EventBusName: bus.eventBusName }),
      RuleName: rule.ruleName,
    },
    statistic: "Sum",
    period,
  });
}
