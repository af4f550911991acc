import { Duration } from "aws-cdk-lib";
import {
  type Alarm,
  type AlarmBase,
  ComparisonOperator,
  type CompositeAlarm,
  type IMetric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { Construct } from "constructs";
import { alarmAt } from "../../../shared/telemetry/anomaly/detector.ts";
import type { Objectives } from "../objectives.ts";
import { BurnRate } from "./burn-rate.ts";
import { collections, sumOfAll, worstOfAll } from "./service-metrics.ts";
import { WatchAlarm } from "./watch-alarm.ts";

/** Alarms on what callers get of all services, and of the worst one of each minute: no list of services is needed. */
export class ServiceAlarms extends Construct {
  readonly budgetBurnsFast: CompositeAlarm;
  readonly budgetBurnsSlowly: CompositeAlarm;
  readonly metersMissing: Alarm;
  readonly serviceFails: Alarm;
  readonly answersAreSlow: Alarm;
  readonly requestsReadManyRows: Alarm;
  readonly trafficIsUnusual: Alarm;
  readonly modelsCostMuch: Alarm;

  /** All that is to be looked at; the windows of the burn rates are in the two that join them. */
  get all(): AlarmBase[] {
    return [
      this.budgetBurnsFast,
      this.budgetBurnsSlowly,
      this.metersMissing,
      this.serviceFails,
      this.answersAreSlow,
      this.requestsReadManyRows,
      this.trafficIsUnusual,
      this.modelsCostMuch,
    ];
  }

  constructor(scope: Construct, id: string, objectives: Objectives) {
    super(scope, id);
    const budget = 1 - objectives.availability;
    this.budgetBurnsFast = new BurnRate(this, "BudgetBurnsFast", {
      what: "Requests fail so often that a month's budget of failures is spent in two days",
      budget,
      rate: 14.4,
      long: Duration.hours(1),
      short: Duration.minutes(5),
    }).alarm;
    this.budgetBurnsSlowly = new BurnRate(this, "BudgetBurnsSlowly", {
      what: "Requests fail so often that a month's budget of failures is spent in five days",
      budget,
      rate: 6,
      long: Duration.hours(6),
      short: Duration.minutes(30),
    }).alarm;
    this.metersMissing = new WatchAlarm(this, "MetersMissing", {
      what: "Nothing is known of what services answer: Collect emits nothing.",
      metric: collections(),
      threshold: 1,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: TreatMissingData.BREACHING,
    });
    const { minutes, bad } = objectives.lasting;
    const lasting = { evaluationPeriods: minutes, datapointsToAlarm: bad };
    const worst = (name: string, what: string, measure: { metric: IMetric; threshold: number }) =>
      new WatchAlarm(this, name, { what, ...lasting, ...measure });
    this.serviceFails = worst("ServiceFails", "Many requests of one service fail.", {
      metric: worstOfAll("WorstFailureShare"),
      threshold: objectives.failureShare,
    });
    this.answersAreSlow = worst("AnswersAreSlow", "Many answers of one service are slow.", {
      metric: worstOfAll("WorstSlowShare"),
      threshold: objectives.slowShare,
    });
    this.requestsReadManyRows = worst("RequestsReadManyRows", "Requests of one service read many rows.", {
      metric: worstOfAll("WorstRowsReadPerRequest"),
      threshold: objectives.rowsReadPerRequest,
    });
    this.trafficIsUnusual = new WatchAlarm(this, "TrafficIsUnusual", {
      what: "One service is asked much more or less than it ever was, or was at that time of day.",
      metric: worstOfAll("MostUnusualTraffic", Duration.minutes(5)),
      threshold: alarmAt,
    });
    this.modelsCostMuch = new WatchAlarm(this, "ModelsCostMuch", {
      what: "More is spent on models in an hour than was meant to be.",
      metric: sumOfAll("ModelDollars", Duration.hours(1)),
      threshold: objectives.modelDollarsAnHour,
    });
  }
}
