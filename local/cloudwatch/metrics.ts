import * as z from "zod";

/** One measurement. */
export interface Datum {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  value: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** A metric as an alarm or a caller names it: all dimensions, exactly. */
export type MetricIdentity = Pick<Datum, "namespace" | "name" | "dimensions">;

/** Measurements in memory, of the last `retention` milliseconds. */
export class MetricStore {
  readonly #series = new Map<string, { at: number; value: number }[]>();
  readonly #retention: number;

  constructor(retention: number) {
    this.#retention = retention;
  }

  add(datum: Datum): void {
    const key = keyOf(datum);
    const series = this.#series.get(key) ?? [];
    const oldest = datum.at - this.#retention;
    const firstKept = series.findIndex(({ at }) => at > oldest);
    if (firstKept > 0) series.splice(0, firstKept);
    series.push({ at: datum.at, value: datum.value });
    this.#series.set(key, series);
  }

  /** The values measured after `from` and up to `to`. */
  values(metric: MetricIdentity, from: number, to: number): number[] {
    return this.data(metric, from, to).map(({ value }) => value);
  }

  /** The same with when each was measured. */
  data(metric: MetricIdentity, from: number, to: number): { at: number; value: number }[] {
    const series = this.#series.get(keyOf(metric)) ?? [];
    return series.filter(({ at }) => at > from && at <= to);
  }
}

const embeddedSchema = z
  .object({
    _aws: z.object({
      Timestamp: z.number(),
      CloudWatchMetrics: z.array(
        z.object({
          Namespace: z.string(),
          Dimensions: z.array(z.array(z.string())).default([[]]),
          Metrics: z.array(z.object({ Name: z.string() })),
        }),
      ),
    }),
  })
  .loose();

/** Reads one document of CloudWatch's embedded metric format; a line that is none gives nothing, as with AWS. */
export function readEmbeddedMetrics(line: string): Datum[] {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return [];
  }
  const parsed = embeddedSchema.safeParse(content);
  if (!parsed.success) return [];
  const document = parsed.data;
  return document._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(document[name])]));
      return Metrics.flatMap(({ Name: name }) =>
        numbers(document[name]).map((value) => ({
          namespace: Namespace,
          name,
          dimensions,
          value,
          at: document._aws.Timestamp,
        })),
      );
    }),
  );
}

/** CloudWatch's statistics: Sum, Average, Minimum, Maximum, SampleCount and percentiles such as p90. */
export function statistic(name: string, values: number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sum = values.reduce((total, value) => total + value, 0);
  switch (name) {
    case "Sum":
      return sum;
    case "Average":
      return sum / values.length;
    case "Minimum":
      return values.reduce((least, value) => Math.min(least, value));
    case "Maximum":
      return values.reduce((most, value) => Math.max(most, value));
    case "SampleCount":
      return values.length;
    default: {
      // The nearest rank.
      const sorted = values.toSorted((left, right) => left - right);
      const rank = Math.ceil((Number(name.slice(1)) / 100) * sorted.length);
      return sorted[Math.max(0, rank - 1)];
    }
  }
}

/** Whether `statistic` knows the name. */
export function isStatistic(name: string): boolean {
  return /^(Sum|Average|Minimum|Maximum|SampleCount|p\d{1,2}(\.\d+)?|p100)$/.test(name);
}

function numbers(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "number");
}

function keyOf({ namespace, name, dimensions }: MetricIdentity): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}
