import type { JsonObject } from "../stepfunctions/json.ts";
import { type Alarm, type AlarmState, evaluateAlarm } from "./alarm.ts";
import { type Datum, MetricStore, readEmbeddedMetrics } from "./metrics.ts";

export interface CloudWatchOptions {
  alarms: Alarm[];
  now: () => number;
  /** Told of each change of an alarm's state: the detail of a "CloudWatch Alarm State Change" event. */
  onStateChange: (alarm: Alarm, detail: JsonObject) => void;
  /** Milliseconds between evaluations when no new data asks for one; 0 for none. */
  interval?: number;
}

/** Metrics in memory and the alarms on them. */
export class CloudWatchService {
  readonly #options: CloudWatchOptions;
  readonly #store: MetricStore;
  readonly #states = new Map<string, { value: AlarmState; since: number }>();
  readonly #timer: NodeJS.Timeout | undefined;
  #due: NodeJS.Immediate | undefined;

  constructor(options: CloudWatchOptions) {
    this.#options = options;
    const windows = options.alarms.map((alarm) => alarm.period * alarm.evaluationPeriods);
    this.#store = new MetricStore(Math.max(3_600_000, ...windows));
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

  state(alarmName: string): AlarmState | undefined {
    return this.#states.get(alarmName)?.value;
  }

  /** Evaluates all alarms now. */
  evaluate(): void {
    const now = this.#options.now();
    for (const alarm of this.#options.alarms) {
      const previous = this.#states.get(alarm.name) ?? { value: "INSUFFICIENT_DATA", since: now };
      const value = evaluateAlarm(alarm, this.#store, previous.value, now);
      if (value === previous.value) continue;
      this.#states.set(alarm.name, { value, since: now });
      this.#options.onStateChange(alarm, changeDetail(alarm, previous, { value, since: now }));
    }
  }

  close(): void {
    clearInterval(this.#timer);
    clearImmediate(this.#due);
  }
}

interface State {
  value: AlarmState;
  since: number;
}

function changeDetail(alarm: Alarm, previous: State, current: State): JsonObject {
  const timestamp = (at: number) => new Date(at).toISOString().replace("Z", "+0000");
  const reason = `${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods} datapoints decide; the alarm is now ${current.value}.`;
  return {
    alarmName: alarm.name,
    configuration: {
      description: alarm.description,
      metrics: alarm.metrics.map((metric, index) => ({
        id: `m${index + 1}`,
        metricStat: { metric: { ...metric }, period: alarm.period / 1000 },
        returnData: true,
      })),
    },
    previousState: { value: previous.value, timestamp: timestamp(previous.since) },
    state: { value: current.value, reason, timestamp: timestamp(current.since) },
  };
}
