import { ServiceError } from "../errors.ts";
import type { Json, JsonObject } from "../stepfunctions/json.ts";
import { type Alarm, type AlarmState, evaluateAlarm } from "./alarm.ts";
import { type CompositeAlarm, inOrder } from "./composite.ts";
import { metricData } from "./metric-data.ts";
import { type Datum, MetricStore, readEmbeddedMetrics } from "./metrics.ts";

export interface CloudWatchOptions {
  alarms: Alarm[];
  composites?: CompositeAlarm[];
  now: () => number;
  /** Told of each change of an alarm's state: the detail of a "CloudWatch Alarm State Change" event. */
  onStateChange: (alarm: { name: string; arn: string }, detail: JsonObject) => void;
  /** Milliseconds between evaluations when no new data asks for one; 0 for none. */
  interval?: number;
  /** Milliseconds for which measurements are kept at least: an hour by itself. */
  retention?: number;
}

/** Metrics in memory and the alarms on them. */
export class CloudWatchService {
  readonly #options: CloudWatchOptions;
  /** Each after those that it follows from. */
  readonly #composites: CompositeAlarm[];
  readonly #store: MetricStore;
  /** By name. */
  readonly #states = new Map<string, State>();
  readonly #timer: NodeJS.Timeout | undefined;
  #due: NodeJS.Immediate | undefined;

  /** Throws TemplateError when a composite alarm follows from one that is not there. */
  constructor(options: CloudWatchOptions) {
    this.#options = options;
    const { alarms, composites = [] } = options;
    this.#composites = inOrder(
      composites,
      alarms.flatMap(({ name, arn }) => [name, arn]),
    );
    const windows = alarms.map((alarm) => alarm.period * alarm.evaluationPeriods);
    this.#store = new MetricStore(Math.max(options.retention ?? 3_600_000, ...windows));
    const interval = options.interval ?? 10_000;
    if (interval > 0) this.#timer = setInterval(() => this.evaluate(), interval).unref();
  }

  /** Takes measurements; the alarms are evaluated soon after. */
  record(data: Datum[]): void {
    for (const datum of data) this.#store.add(datum);
    this.#due ??= setImmediate(() => {
      this.#due = undefined;
      this.evaluate();
    });
  }

  /** Takes a line of output in the embedded metric format. */
  recordEmbedded(line: string): void {
    this.record(readEmbeddedMetrics(line));
  }

  /** Performs a call of the service's API; throws ServiceError for its refusals. */
  call(operation: string, body: Json): Json {
    if (operation === "GetMetricData") return metricData(this.#store, body);
    throw new ServiceError(
      "UnknownOperationException",
      `The local CloudWatch does not know ${operation}, only GetMetricData.`,
    );
  }

  /** An alarm's state, by its name or ARN. */
  state(alarm: string): AlarmState | undefined {
    return this.#states.get(alarm.replace(/^arn:.*:alarm:/, ""))?.value;
  }

  /** Evaluates all alarms now. */
  evaluate(): void {
    const now = this.#options.now();
    for (const alarm of this.#options.alarms) {
      this.#change(alarm, now, {
        value: (previous) => evaluateAlarm(alarm, this.#store, previous, now),
        configuration: configurationOf(alarm),
        because: `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} datapoints decide`,
      });
    }
    for (const composite of this.#composites) {
      const holds = composite.holds((name) => this.state(name) ?? "INSUFFICIENT_DATA");
      this.#change(composite, now, {
        value: () => (holds ? "ALARM" : "OK"),
        configuration: { description: composite.description, alarmRule: composite.rule },
        because: "its rule decides",
      });
    }
  }

  close(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#due);
  }

  #change(
    alarm: { name: string; arn: string },
    now: number,
    found: { value: (previous: AlarmState) => AlarmState; configuration: JsonObject; because: string },
  ): void {
    const previous = this.#states.get(alarm.name) ?? { value: "INSUFFICIENT_DATA", since: now };
    const value = found.value(previous.value);
    if (value === previous.value) return;
    this.#states.set(alarm.name, { value, since: now });
    this.#options.onStateChange(alarm, {
      alarmName: alarm.name,
      configuration: found.configuration,
      previousState: { value: previous.value, timestamp: timestamp(previous.since) },
      state: {
        value,
        reason: `${found.because}; the alarm is now ${value}.`,
        timestamp: timestamp(now),
      },
    });
  }
}

interface State {
  value: AlarmState;
  since: number;
}

function configurationOf(alarm: Alarm): JsonObject {
  return {
    description: alarm.description,
    metrics: alarm.metrics.map((metric, index) => ({
      id: `m${index + 1}`,
      metricStat: { metric: { ...metric }, period: alarm.period / 1000 },
      returnData: true,
    })),
  };
}

function timestamp(at: number): string {
  return new Date(at).toISOString().replace("Z", "+0000");
}
