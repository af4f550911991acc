import { Duration } from "aws-cdk-lib";
import {
  AlarmStatusWidget,
  Color,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
  SearchExpression,
  Stats,
} from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import type { Objectives } from "../objectives.ts";
import { placeboAlpha } from "./calibration-alarms.ts";
import { inADay, sumOfAll, worstOfAll } from "./service-metrics.ts";

export interface OperationsDashboardProps {
  objectives: Objectives;
  /** The share of harmless releases that may be found harmful. */
  alpha: number;
  machines: readonly StateMachine[];
  functions: readonly IFunction[];
  /** Functions whose environments are kept started. */
  scaled: readonly IFunction[];
  /** Those that wake somebody first. */
  alarms: readonly IAlarm[];
}

const period = Duration.minutes(5);

/** One page for whoever is on call: are callers served, are releases on their way, what does it cost, what is wrong. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: OperationsDashboardProps) {
    super(scope, id);
    const { machines, functions, scaled, alarms } = props;
    new Dashboard(this, "Dashboard", {
      widgets: [
        callers(props.objectives),
        pipelines(machines, functions),
        cost(props.objectives),
        ...(scaled.length === 0 ? [] : [environments(scaled)]),
        judges(props.alpha),
        [new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 24, height: 6 })],
      ],
    });
  }
}

const graph = (title: string, left: IMetric[], limit?: number) =>
  new GraphWidget({
    title,
    left,
    width: 6,
    period,
    leftYAxis: { min: 0 },
    ...(limit === undefined
      ? {}
      : { leftAnnotations: [{ value: limit, color: Color.RED, label: "objective" }] }),
  });

/** A metric of each service, or of the function of each state. */
const each = (dimension: "Service" | "Function", metricName: string, statistic: string) =>
  new SearchExpression({
    expression: `SEARCH('{AIDevOS,${dimension}} MetricName="${metricName}"', '${statistic}', ${period.toSeconds()})`,
    label: "",
    period,
  });

function callers({ availability, slowShare }: Objectives) {
  const share = (metricName: string, label: string) =>
    new MathExpression({
      expression: "counted / requests",
      label,
      usingMetrics: { counted: sumOfAll(metricName, period), requests: sumOfAll("Requests", period) },
      period,
    });
  return [
    graph("Requests, by service", [each("Service", "Requests", "Sum")]),
    graph("Share of requests that fail", [share("Failures", "all services")], 1 - availability),
    graph("Failures, by service", [each("Service", "Failures", "Sum")]),
    graph(
      "Share of slow answers",
      [
        share("SlowAnswers", "all services"),
        worstOfAll("WorstSlowShare", period).with({ label: "worst service" }),
      ],
      slowShare,
    ),
  ];
}

function pipelines(machines: readonly StateMachine[], functions: readonly IFunction[]) {
  return [
    graph(
      "Executions begun",
      machines.map((machine) => machine.metricStarted()),
    ),
    graph(
      "Executions that failed",
      machines.flatMap((machine) => [machine.metricFailed(), machine.metricTimedOut()]),
    ),
    graph(
      "Time of an execution, p90",
      machines.map((machine) => machine.metricTime({ statistic: "p90" })),
    ),
    graph(
      "Errors of functions",
      functions.map((target) => target.metricErrors()),
    ),
  ];
}

function cost({ rowsReadPerRequest, modelDollarsAnHour }: Objectives) {
  return [
    graph(
      "Rows read per request",
      [
        worstOfAll("WorstRowsReadPerRequest", period).with({ label: "worst service" }),
        each("Service", "RowsReadPerRequest", "Average"),
      ],
      rowsReadPerRequest,
    ),
    graph("Rows read and written", [sumOfAll("RowsRead", period), sumOfAll("RowsWritten", period)]),
    graph("Tokens of models", [sumOfAll("ModelTokens", period)]),
    new GraphWidget({
      title: "Dollars spent on models in an hour",
      left: [sumOfAll("ModelDollars", Duration.hours(1))],
      leftAnnotations: [{ value: modelDollarsAnHour, color: Color.RED, label: "objective" }],
      leftYAxis: { min: 0 },
      width: 6,
      period: Duration.hours(1),
    }),
  ];
}

function environments(scaled: readonly IFunction[]) {
  return [
    graph(
      "Executions at once",
      scaled.map((target) => target.metric("ConcurrentExecutions", { statistic: "Maximum" })),
    ),
    graph("Environments needed, by forecast", [each("Function", "ConcurrencyForecast", "Maximum")]),
    graph("Environments needed", [each("Function", "ConcurrencyNeeded", "Maximum")]),
    graph("Environments kept started", [each("Function", "ConcurrencyProvisioned", "Maximum")]),
  ];
}

/** How often judges were wrong of what is known, as Calibrate tries them. */
function judges(alpha: number) {
  const daily = (title: string, left: IMetric[], limit?: number) =>
    new GraphWidget({
      title,
      left,
      width: 8,
      period: Duration.days(1),
      leftYAxis: { min: 0 },
      ...(limit === undefined
        ? {}
        : { leftAnnotations: [{ value: limit, color: Color.RED, label: "as claimed" }] }),
    });
  return [
    daily(
      "Placebos promoted, at least",
      [inADay("PlacebosPromotedAtLeast", Stats.MAXIMUM).with({ label: "share of 30 days" })],
      placeboAlpha,
    ),
    daily(
      "Harmless releases stopped, at least",
      [inADay("HarmlessReleasesStoppedAtLeast", Stats.MAXIMUM).with({ label: "share of 30 days" })],
      alpha,
    ),
    daily("Mistakes seeded, and missed", [inADay("MistakesSeeded"), inADay("MistakesMissed")]),
  ];
}
