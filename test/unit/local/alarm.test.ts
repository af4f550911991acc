import { describe, expect, test } from "vitest";
import { readAlarm } from "../../../local/cloudwatch/alarm.ts";
import { inOrder, parseAlarmRule, readCompositeAlarm } from "../../../local/cloudwatch/composite.ts";
import { parseExpression } from "../../../local/cloudwatch/expression.ts";
import { readEmbeddedMetrics, statistic } from "../../../local/cloudwatch/metrics.ts";
import { CloudWatchService } from "../../../local/cloudwatch/service.ts";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";

const minute = 60_000;

function alarmOf(properties: JsonObject) {
  return readAlarm({
    stack: "Main",
    logicalId: "Errors",
    type: "AWS::CloudWatch::Alarm",
    name: "Errors",
    arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:Errors",
    assets: new Map(),
    properties: {
      Namespace: "AIDevOS",
      MetricName: "errors",
      Statistic: "Sum",
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: "GreaterThanOrEqualToThreshold",
      ...properties,
    },
  });
}

/** Runs an alarm over one value a minute, the latest last; null is a minute without data. Gives each state. */
function states(properties: JsonObject, values: (number | null)[]): string[] {
  let now = 0;
  const service = new CloudWatchService({
    alarms: [alarmOf(properties)],
    now: () => now,
    onStateChange: () => {},
    interval: 0,
  });
  return values.map((value) => {
    now += minute;
    if (value !== null)
      service.record([{ namespace: "AIDevOS", name: "errors", dimensions: {}, value, at: now - 1 }]);
    service.evaluate();
    return service.state("Errors") ?? "INSUFFICIENT_DATA";
  });
}

describe("an alarm", () => {
  test("goes off when M of the last N periods breach, and on again when they do not", () => {
    const of = { DatapointsToAlarm: 2, TreatMissingData: "notBreaching" };
    expect(states(of, [1, 0, 1, 0, 0])).toEqual(["OK", "OK", "ALARM", "OK", "OK"]);
  });

  test.each([
    ["notBreaching", ["OK", "OK", "OK"]],
    ["breaching", ["ALARM", "ALARM", "ALARM"]],
    ["missing", ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]],
    ["ignore", ["INSUFFICIENT_DATA", "INSUFFICIENT_DATA", "INSUFFICIENT_DATA"]],
  ])("without any data, treated as %s", (TreatMissingData, expected) => {
    expect(states({ TreatMissingData }, [null, null, null])).toEqual(expected);
  });

  test("that ignores missing data keeps its state through a gap", () => {
    expect(states({ TreatMissingData: "ignore", EvaluationPeriods: 1 }, [1, null, null, 0])).toEqual([
      "ALARM",
      "ALARM",
      "ALARM",
      "OK",
    ]);
  });

  test("tells of each change once, with what it was and is", () => {
    const changes: JsonObject[] = [];
    let now = minute;
    const service = new CloudWatchService({
      alarms: [alarmOf({ EvaluationPeriods: 1, TreatMissingData: "notBreaching" })],
      now: () => now,
      onStateChange: (_alarm, detail) => changes.push(detail),
      interval: 0,
    });
    service.evaluate();
    service.record([{ namespace: "AIDevOS", name: "errors", dimensions: {}, value: 2, at: now }]);
    service.evaluate();
    service.evaluate();
    now += 2 * minute;
    service.evaluate();
    expect(changes.map(({ previousState, state }) => [previousState, state])).toMatchObject([
      [{ value: "INSUFFICIENT_DATA" }, { value: "OK" }],
      [{ value: "OK" }, { value: "ALARM" }],
      [{ value: "ALARM" }, { value: "OK" }],
    ]);
  });

  test("can be on metric math", () => {
    const query = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: "AIDevOS", MetricName }, Period: 60, Stat: "Sum" },
    });
    const alarm = alarmOf({
      Threshold: 10,
      EvaluationPeriods: 1,
      TreatMissingData: "notBreaching",
      Metrics: [
        query("e", "errors"),
        query("r", "requests"),
        { Id: "rate", Expression: "100 * FILL(e, 0) / r" },
      ],
    });
    const service = new CloudWatchService({
      alarms: [alarm],
      now: () => minute,
      onStateChange: () => {},
      interval: 0,
    });
    const record = (name: string, value: number) =>
      service.record([{ namespace: "AIDevOS", name, dimensions: {}, value, at: minute }]);
    record("requests", 20);
    service.evaluate();
    expect(service.state("Errors")).toBe("OK");
    record("errors", 2);
    service.evaluate();
    expect(service.state("Errors")).toBe("ALARM");
  });

  test("that can't be evaluated is refused with its name", () => {
    expect(() => alarmOf({ Statistic: "IQM" })).toThrow(
      /Alarm Errors of stack Main can't be evaluated locally/,
    );
    expect(() => alarmOf({ Metrics: [{ Id: "a", Expression: "ANOMALY_DETECTION_BAND(b)" }] })).toThrow(
      "metric math",
    );
  });
});

describe("a composite alarm", () => {
  const composite = (name: string, AlarmRule: string) =>
    readCompositeAlarm({
      stack: "Main",
      logicalId: name,
      type: "AWS::CloudWatch::CompositeAlarm",
      name,
      arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`,
      assets: new Map(),
      properties: { AlarmRule },
    });

  test.each([
    ['ALARM("a")', true],
    ["ALARM(a) AND ALARM(b)", false],
    ["ALARM(a) OR ALARM(b)", true],
    ["NOT ALARM(a) OR OK(b)", true],
    ["ALARM(b) AND ALARM(b) OR ALARM(a)", true],
    ["ALARM(b) AND (ALARM(b) OR ALARM(a))", false],
    ["NOT (ALARM(a) AND OK(b))", false],
    ["INSUFFICIENT_DATA(c) AND TRUE", true],
    ["FALSE", false],
  ])("follows the rule %s", (rule, expected) => {
    const states: Record<string, "ALARM" | "OK"> = { a: "ALARM", b: "OK" };
    expect(parseAlarmRule(rule).holds((name) => states[name] ?? "INSUFFICIENT_DATA")).toBe(expected);
  });

  test.each(["ALARM(a", "ALARM(a) ALARM(b)", "AND ALARM(a)", "", "XOR(a)", "NOT"])(
    "whose rule is %j is refused with its name",
    (rule) => {
      expect(() => composite("Odd", rule)).toThrow(/Composite alarm Odd of stack Main can't be evaluated/);
    },
  );

  test("comes after those that it follows from, and may follow from another", () => {
    const [outer, inner] = [composite("Outer", 'ALARM("Inner")'), composite("Inner", "ALARM(Errors)")];
    expect(inOrder([outer, inner], ["Errors"]).map(({ name }) => name)).toEqual(["Inner", "Outer"]);
    expect(() => inOrder([outer], ["Errors"])).toThrow("follows from Inner");
    expect(() => inOrder([composite("One", "ALARM(Two)"), composite("Two", "ALARM(One)")], [])).toThrow(
      "follows from",
    );
  });

  test("tells of its changes as others do", () => {
    const changes: JsonObject[] = [];
    const service = new CloudWatchService({
      alarms: [alarmOf({ EvaluationPeriods: 1, TreatMissingData: "notBreaching" })],
      composites: [
        composite("Any", 'ALARM("arn:aws:cloudwatch:us-east-1:000000000000:alarm:Errors")'),
        composite("Outer", "ALARM(Any)"),
      ],
      now: () => minute,
      onStateChange: ({ name }, { state }) => changes.push({ name, state: state ?? null }),
      interval: 0,
    });
    service.record([{ namespace: "AIDevOS", name: "errors", dimensions: {}, value: 2, at: minute }]);
    service.evaluate();
    expect(changes).toMatchObject(
      ["Errors", "Any", "Outer"].map((name) => ({ name, state: { value: "ALARM" } })),
    );
  });
});

test("metric math follows the precedence of arithmetic, and has no value without data", () => {
  const metrics = new Map([
    ["a", 6],
    ["b", 3],
    ["zero", 0],
  ]);
  const value = (text: string) => parseExpression(text)((id) => metrics.get(id));
  expect(value("a + b * 2 - 1")).toBe(11);
  expect(value("(a + b) / -3")).toBe(-3);
  expect(value("a / zero")).toBeUndefined();
  expect(value("a + none")).toBeUndefined();
  expect(value("IF(a >= 2 * b, a - b, 0)")).toBe(3);
  expect(value("IF(a < b, a, b)")).toBe(3);
  expect(value("IF(none > 1, a, b)")).toBeUndefined();
  expect(value("(a > b) + (a == b) + (a != b)")).toBe(2);
});

test("the embedded format gives one measurement for each set of dimensions and each value", () => {
  const line = JSON.stringify({
    _aws: {
      Timestamp: 5,
      CloudWatchMetrics: [
        {
          Namespace: "N",
          Dimensions: [["service"], ["service", "route"]],
          Metrics: [{ Name: "time", Unit: "Count" }],
        },
      ],
    },
    service: "library",
    route: "/books",
    time: [1, 2],
  });
  const metric = { namespace: "N", name: "time", at: 5 };
  expect(readEmbeddedMetrics(line)).toEqual([
    { ...metric, dimensions: { service: "library" }, value: 1 },
    { ...metric, dimensions: { service: "library" }, value: 2 },
    { ...metric, dimensions: { service: "library", route: "/books" }, value: 1 },
    { ...metric, dimensions: { service: "library", route: "/books" }, value: 2 },
  ]);
  expect(readEmbeddedMetrics('{"_aws": tru')).toEqual([]);
});

test.each([
  ["Sum", 10],
  ["Average", 2.5],
  ["Minimum", 1],
  ["Maximum", 4],
  ["SampleCount", 4],
  ["p50", 2],
  ["p99.9", 4],
])("%s", (name, expected) => {
  expect(statistic(name, [4, 1, 3, 2])).toBe(expected);
});
