import * as z from "zod";
import { messageOf, TemplateError } from "../errors.ts";
import type { Resource } from "../template/evaluate.ts";
import { type Expression, parseExpression } from "./expression.ts";
import { isStatistic, type MetricIdentity, type MetricStore, statistic } from "./metrics.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** One alarm of the template. */
export interface Alarm {
  name: string;
  arn: string;
  description: string;
  /** The value of one period, which ends at `to`; undefined without data. */
  datapoint: (store: MetricStore, from: number, to: number) => number | undefined;
  /** Milliseconds. */
  period: number;
  /** N of "M of N". */
  evaluationPeriods: number;
  /** M of "M of N". */
  datapointsToAlarm: number;
  breaches: (value: number) => boolean;
  treatMissingData: z.infer<typeof missingSchema>;
  /** What the event of a change shows as the alarm's metrics. */
  metrics: MetricIdentity[];
}

const missingSchema = z.enum(["missing", "notBreaching", "breaching", "ignore"]);
const dimensionsSchema = z.array(z.object({ Name: z.string(), Value: z.string() })).default([]);
/** One of the statistics that are known here. */
export const statisticSchema = z.string().refine(isStatistic, "is no statistic that the local cloud knows");
/** A metric, as the API and templates name it. */
export const metricSchema = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: dimensionsSchema,
});
const querySchema = z.object({
  Id: z.string(),
  Expression: z.string().optional(),
  MetricStat: z.object({ Metric: metricSchema, Period: z.number(), Stat: statisticSchema }).optional(),
  Period: z.number().optional(),
  ReturnData: z.boolean().default(true),
});
const alarmSchema = z.object({
  AlarmDescription: z.string().default(""),
  Namespace: z.string().optional(),
  MetricName: z.string().optional(),
  Dimensions: dimensionsSchema,
  Statistic: statisticSchema.optional(),
  ExtendedStatistic: statisticSchema.optional(),
  Period: z.number().optional(),
  Metrics: z.array(querySchema).optional(),
  EvaluationPeriods: z.number().int().min(1),
  DatapointsToAlarm: z.number().int().min(1).optional(),
  Threshold: z.number(),
  ComparisonOperator: z.enum([
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
  ]),
  TreatMissingData: missingSchema.default("missing"),
});

/** Reads an alarm of the template. Throws TemplateError for one that the local cloud can't evaluate. */
export function readAlarm(resource: Resource): Alarm {
  const where = `Alarm ${resource.logicalId} of stack ${resource.stack}`;
  const parsed = alarmSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(`${where} can't be evaluated locally: ${z.prettifyError(parsed.error)}`);
  const alarm = parsed.data;
  try {
    return {
      name: resource.name,
      arn: resource.arn,
      description: alarm.AlarmDescription,
      ...(alarm.Metrics ? fromQueries(alarm.Metrics) : fromMetric(alarm)),
      evaluationPeriods: alarm.EvaluationPeriods,
      datapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods,
      breaches: (value) => comparisons[alarm.ComparisonOperator](value, alarm.Threshold),
      treatMissingData: alarm.TreatMissingData,
    };
  } catch (cause) {
    throw new TemplateError(`${where} can't be evaluated locally: ${messageOf(cause)}`, { cause });
  }
}

/**
 * The state of an alarm at a moment, M of N, by CloudWatch's table of how missing data is treated. The periods
 * end at that moment, where CloudWatch's are aligned to the clock: so an alarm goes off as soon as its data is there.
 */
export function evaluateAlarm(
  alarm: Alarm,
  store: MetricStore,
  previous: AlarmState,
  now: number,
): AlarmState {
  const { evaluationPeriods: periods, datapointsToAlarm: needed, period } = alarm;
  const values = Array.from({ length: periods }, (_, index) =>
    alarm.datapoint(store, now - (index + 1) * period, now - index * period),
  ).filter((value) => value !== undefined);
  const breaching = values.filter(alarm.breaches).length;
  const missing = periods - values.length;
  switch (alarm.treatMissingData) {
    case "breaching":
      return breaching + missing >= needed ? "ALARM" : "OK";
    case "notBreaching":
      return breaching >= needed ? "ALARM" : "OK";
    case "ignore": {
      if (breaching >= needed) return "ALARM";
      return values.length - breaching > periods - needed ? "OK" : previous;
    }
    case "missing":
      if (values.length === 0) return "INSUFFICIENT_DATA";
      return breaching >= Math.min(needed, values.length) ? "ALARM" : "OK";
  }
}

const comparisons = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
};

type Source = Pick<Alarm, "datapoint" | "period" | "metrics">;

function fromMetric(alarm: z.infer<typeof alarmSchema>): Source {
  const stat = alarm.Statistic ?? alarm.ExtendedStatistic;
  const { Namespace, MetricName, Period, Dimensions } = alarm;
  if (stat === undefined || Namespace === undefined || MetricName === undefined || Period === undefined)
    throw new TemplateError("it names no metric, statistic or period");
  const metric = identity({ Namespace, MetricName, Dimensions });
  return {
    datapoint: (store, from, to) => statistic(stat, store.values(metric, from, to)),
    period: Period * 1000,
    metrics: [metric],
  };
}

function fromQueries(queries: z.infer<typeof querySchema>[]): Source {
  const expressions = new Map<string, Expression>();
  for (const { Id, Expression: text } of queries)
    if (text !== undefined) expressions.set(Id, parseExpression(text));
  const stats = new Map(queries.flatMap(({ Id, MetricStat: stat }) => (stat ? [[Id, stat]] : [])));
  const result = queries.find(({ ReturnData }) => ReturnData);
  const seconds = result?.Period ?? [...stats.values()][0]?.Period;
  if (!result || seconds === undefined) throw new TemplateError("none of its queries returns data");
  const value = (id: string, store: MetricStore, from: number, to: number): number | undefined => {
    const stat = stats.get(id);
    if (stat) return statistic(stat.Stat, store.values(identity(stat.Metric), from, to));
    const expression = expressions.get(id);
    if (!expression) throw new TemplateError(`it has no query ${id}`);
    return expression((name) => value(name, store, from, to));
  };
  return {
    datapoint: (store, from, to) => value(result.Id, store, from, to),
    period: seconds * 1000,
    metrics: [...stats.values()].map(({ Metric }) => identity(Metric)),
  };
}

export function identity({
  Namespace,
  MetricName,
  Dimensions,
}: z.infer<typeof metricSchema>): MetricIdentity {
  const dimensions = Object.fromEntries(Dimensions.map(({ Name, Value }) => [Name, Value]));
  return { namespace: Namespace, name: MetricName, dimensions };
}
