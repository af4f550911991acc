import * as z from "zod";
import { ServiceError } from "../errors.ts";
import type { Json, JsonObject } from "../stepfunctions/json.ts";
import { identity, metricSchema, statisticSchema } from "./alarm.ts";
import { type MetricStore, statistic } from "./metrics.ts";

/** Most datapoints that one answer holds. */
const mostDatapoints = 100_800;

const querySchema = z.strictObject({
  Id: z.string().regex(/^[a-z]\w*$/),
  MetricStat: z.strictObject({
    Metric: metricSchema,
    Period: z.int().min(60).multipleOf(60),
    Stat: statisticSchema,
  }),
});
const requestSchema = z.strictObject({
  MetricDataQueries: z.array(querySchema).min(1).max(500),
  /** Seconds since the epoch. */
  StartTime: z.number(),
  EndTime: z.number(),
  ScanBy: z.enum(["TimestampAscending", "TimestampDescending"]).default("TimestampDescending"),
});

/**
 * Answers GetMetricData for statistics of single metrics, all of it at once: a period without a measurement has no datapoint.
 * Throws ServiceError for what the local cloud does not know of it (metric math, labels, other accounts, pages).
 */
export function metricData(store: MetricStore, body: Json): JsonObject {
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) {
    throw new ServiceError(
      "InvalidParameterValueException",
      `GetMetricData is known locally for statistics of single metrics only. ${z.prettifyError(parsed.error)}`,
    );
  }
  const { MetricDataQueries: queries, StartTime, EndTime, ScanBy } = parsed.data;
  const results = queries.map(({ Id, MetricStat: { Metric, Period, Stat } }) => {
    const period = Period * 1000;
    const from = Math.floor((StartTime * 1000) / period) * period;
    const periods = new Map<number, number[]>();
    for (const { at, value } of store.data(identity(Metric), from - 1, EndTime * 1000 - 1)) {
      const start = Math.floor(at / period) * period;
      periods.set(start, [...(periods.get(start) ?? []), value]);
    }
    const points = [...periods].toSorted(([one], [other]) =>
      ScanBy === "TimestampAscending" ? one - other : other - one,
    );
    return {
      Id,
      Label: Metric.MetricName,
      Timestamps: points.map(([start]) => start / 1000),
      Values: points.map(([, values]) => statistic(Stat, values) ?? 0),
      StatusCode: "Complete",
    };
  });
  if (results.reduce((sum, { Values }) => sum + Values.length, 0) > mostDatapoints) {
    throw new ServiceError(
      "InvalidParameterValueException",
      `GetMetricData answers ${mostDatapoints} datapoints at most locally: ask for fewer metrics, or a shorter time.`,
    );
  }
  return { MetricDataResults: results, Messages: [] };
}
