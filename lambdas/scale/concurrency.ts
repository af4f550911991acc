import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { concurrencyInterval } from "../../shared/telemetry/concurrency.ts";

const client = new CloudWatchClient({});

/**
 * The most executions of a function at once in each slot of an interval that had any, by the slot's beginning in
 * milliseconds. The slot in which the interval begins is a part of it. A slot that is not there had none: Lambda measures
 * functions that run.
 *
 * @throws Error when CloudWatch can't tell all of it
 */
export async function concurrencyOf(
  functionName: string,
  { from, to }: { from: number; to: number },
): Promise<Map<number, number>> {
  const slots = new Map<number, number>();
  // CloudWatch may count its periods from the time that it is asked for.
  const begin = Math.floor(from / concurrencyInterval) * concurrencyInterval;
  let next: string | undefined;
  do {
    const answer = await client.send(
      new GetMetricDataCommand({
        MetricDataQueries: [
          {
            Id: "concurrency",
            MetricStat: {
              Metric: {
                Namespace: "AWS/Lambda",
                MetricName: "ConcurrentExecutions",
                Dimensions: [{ Name: "FunctionName", Value: functionName }],
              },
              Period: concurrencyInterval / 1000,
              Stat: "Maximum",
            },
          },
        ],
        StartTime: new Date(begin),
        EndTime: new Date(to),
        ...(next === undefined ? {} : { NextToken: next }),
      }),
    );
    const [{ StatusCode: status, Timestamps: times = [], Values: values = [] } = {}] =
      answer.MetricDataResults ?? [];
    next = answer.NextToken;
    if (status !== "Complete" && (status !== "PartialData" || next === undefined)) {
      throw new Error(
        `CloudWatch does not tell the concurrency of ${functionName} (${status ?? "no answer"}); the next run asks again.`,
      );
    }
    for (const [index, time] of times.entries()) slots.set(time.getTime(), values[index] ?? 0);
  } while (next !== undefined);
  return slots;
}
