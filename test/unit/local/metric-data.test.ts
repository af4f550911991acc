import { expect, test } from "vitest";
import { CloudWatchService } from "../../../local/cloudwatch/service.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";

const minute = 60_000;
const service = new CloudWatchService({ alarms: [], now: () => 0, onStateChange: () => {}, interval: 0 });
service.record(
  [
    [0, 1],
    [4.9, 3],
    [5, 7],
    [16, 2],
  ].map(([at = 0, value = 0]) => ({
    namespace: "AWS/Lambda",
    name: "ConcurrentExecutions",
    dimensions: { FunctionName: "one" },
    value,
    at: at * minute,
  })),
);

const query = {
  Id: "asked",
  MetricStat: {
    Metric: {
      Namespace: "AWS/Lambda",
      MetricName: "ConcurrentExecutions",
      Dimensions: [{ Name: "FunctionName", Value: "one" }],
    },
    Period: 300,
    Stat: "Maximum",
  },
};

const ask = (changed: JsonObject = {}) =>
  service.call("GetMetricData", {
    MetricDataQueries: [query],
    StartTime: 0,
    EndTime: 20 * 60,
    ScanBy: "TimestampAscending",
    ...changed,
  });

test("a datapoint is a period's that has measurements, the period named by its beginning", () => {
  expect(ask()).toEqual({
    MetricDataResults: [
      {
        Id: "asked",
        Label: "ConcurrentExecutions",
        Timestamps: [0, 300, 900],
        Values: [3, 7, 2],
        StatusCode: "Complete",
      },
    ],
    Messages: [],
  });
  expect(ask({ StartTime: 360, EndTime: 900 })).toMatchObject({ MetricDataResults: [{ Values: [7] }] });
});

test("the latest comes first, unless it is asked for otherwise", () => {
  expect(ask({ ScanBy: "TimestampDescending" })).toMatchObject({
    MetricDataResults: [{ Timestamps: [900, 300, 0] }],
  });
});

test("a metric that was never measured has none", () => {
  const other = { ...query.MetricStat.Metric, Dimensions: [{ Name: "FunctionName", Value: "other" }] };
  const asked = [{ ...query, MetricStat: { ...query.MetricStat, Metric: other } }];
  expect(ask({ MetricDataQueries: asked })).toMatchObject({
    MetricDataResults: [{ Values: [], StatusCode: "Complete" }],
  });
});

test.each([
  ["metric math", { MetricDataQueries: [{ Id: "sum", Expression: "SUM(METRICS())" }] }],
  ["pages", { NextToken: "next" }],
  [
    "a statistic that is none",
    { MetricDataQueries: [{ ...query, MetricStat: { ...query.MetricStat, Stat: "Most" } }] },
  ],
])("%s is refused", (_, changed) => {
  expect(() => ask(changed)).toThrow(/GetMetricData is known locally for statistics of single metrics only/);
});

test("other calls are refused by name", () => {
  expect(() => service.call("PutMetricData", {})).toThrow(/does not know PutMetricData/);
});
