import { AnomalyDetector, alarmAt } from "../../../shared/telemetry/anomaly/detector.ts";
import { Random } from "../judge/random.ts";

const step = 5 * 60_000;
const perDay = (24 * 60 * 60_000) / step;

/** The wave of a day, from -1 at night to 1, of point number `index`. */
function wave(index: number): number {
  return Math.sin((2 * Math.PI * index) / perDay);
}

/** What metrics without anomalies are made of: each a function of the index that is given numbers to draw from. */
export const ordinary: Record<string, (random: Random) => (index: number) => number> = {
  "normal noise": (random) => () => 100 + 10 * random.normal(),
  "log-normal latencies": (random) => () => 20 * random.logNormal(0.5),
  "heavy log-normal latencies": (random) => () => 20 * random.logNormal(1),
  "small counts": (random) => () => random.poisson(3),
  "counts over a day": (random) => (index) => random.poisson(60 + 50 * wave(index)),
  "office hours": (random) => (index) => (wave(index) > 0.3 ? 80 : 20) + 2 * random.normal(),
  "a load that wanders about": (random) => {
    let load = 0;
    return () => {
      load = 0.9 * load + random.normal();
      return 50 + 5 * load;
    };
  },
};

/** How many alarms a thousand points get in a month of each, after a first week to learn from. */
export function falseAlarms(seeds: number): Record<string, number> {
  const rates: Record<string, number> = {};
  for (const [name, make] of Object.entries(ordinary)) {
    let alarms = 0;
    let points = 0;
    for (let seed = 1; seed <= seeds; seed += 1) {
      const next = make(new Random(seed));
      const detector = new AnomalyDetector();
      for (let index = 0; index < 37 * perDay; index += 1) {
        const score = detector.next({ at: index * step, value: next(index) });
        if (index < 7 * perDay) continue;
        points += 1;
        if (score >= alarmAt) alarms += 1;
      }
    }
    rates[name] = (1000 * alarms) / points;
  }
  return rates;
}
