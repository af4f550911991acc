import { Duration, Stack, type StackProps } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import type { BusRule } from "./pipelines.ts";

export interface ObservabilityStackProps extends StackProps {
  machines: ReadonlyMap<string, StateMachine>;
  functions: ReadonlyMap<string, IFunction>;
  rules: ReadonlyMap<string, BusRule>;
  /** Events that reached no state machine, until their runs are ended. */
  undelivered: Queue;
}

const period = Duration.minutes(5);

/** Alarms on what fails, and one page to look at. Alarms reach EventBridge by themselves; who is told is yours. */
export class ObservabilityStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    { machines, functions, rules, undelivered, ...props }: ObservabilityStackProps,
  ) {
    super(scope, id, props);
    for (const [name, machine] of machines) {
      this.alarm(`${name}Failed`, `Executions of ${name} fail.`, machine.metricFailed({ period }));
      this.alarm(`${name}TimedOut`, `Executions of ${name} time out.`, machine.metricTimedOut({ period }));
    }
    for (const [name, target] of functions) {
      this.alarm(`${name}Errors`, `The function of ${name} fails.`, target.metricErrors({ period }));
    }
    for (const [name, { rule, bus }] of rules) {
      const failed = new Metric({
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
      this.alarm(`${name}Undelivered`, `Events of ${name} do not reach their state machine.`, failed);
    }
    this.alarm(
      "UndeliveredStay",
      "Events that reached no state machine stay in their queue: their runs are not ended.",
      undelivered.metricApproximateAgeOfOldestMessage({ period, statistic: "Maximum" }),
      900,
    );
    this.dashboard([...machines.values()], [...functions.values()]);
  }

  private alarm(id: string, description: string, metric: IMetric, threshold = 1): void {
    new Alarm(this, id, {
      alarmDescription: description,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // These count failures: where nothing runs there are none.
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  private dashboard(machines: StateMachine[], functions: IFunction[]): void {
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, period });
    new Dashboard(this, "Dashboard", {
      widgets: [
        [
          graph("Executions", [
            ...machines.map((machine) => machine.metricSucceeded()),
            ...machines.map((machine) => machine.metricFailed()),
          ]),
          graph(
            "Time of an execution, p90",
            machines.map((machine) => machine.metricTime({ statistic: "p90" })),
          ),
        ],
        [
          graph(
            "Errors of functions",
            functions.map((target) => target.metricErrors()),
          ),
          graph(
            "Duration of functions, p90",
            functions.map((target) => target.metricDuration({ statistic: "p90" })),
          ),
        ],
      ],
    });
  }
}
