import { History, type Point } from "./history.ts";
import { Incident } from "./incident.ts";
import { Novelty } from "./novelty.ts";
import { pointsOf, type State, stateOfPoints, stateSchema } from "./state.ts";
import { UsualDay } from "./usual-day.ts";

/**
 * How many points are remembered: a week and a half of one each five minutes, so that what comes once a week is still known
 * when it comes again.
 */
const remembered = 3024;
/** Over how many points what lasts is told from what is over at once. */
const short = 4;
/** Over how many points before it the baseline is that a value departs from. */
const long = 32;

/** Greater values count as this one, so that no difference or sum is infinite. */
const greatest = 1e100;

/** From this score on a point is an alarm. */
export const alarmAt = 0.5;

/**
 * How surprising a point must be for that: the quadratic mean of the views' -log10 of a probability. Chosen by what it costs
 * whoever is on call, not by what it finds: the least, in tenths, at which none of the ordinary series of
 * `test/bench/nab/ordinary.ts` has as much as an alarm in 1,000 points.
 */
const alarmSurprise = 2.8;

/** The greatest score of a point of an incident that was already told of. */
const known = 0.25;

/**
 * Finds what is unusual in a metric, point by point, by four views of it: how new the value is, how new the mean of the last
 * few, how new the departure from the points before, and how far from other days at that time. What each says is a
 * probability, if only the past was ordinary, so one threshold does for counts, loads and latencies, whatever their unit and
 * sampling. In the quadratic mean several views that are somewhat surprised are as good as one that is very much so.
 */
export class AnomalyDetector {
  readonly #history = new History(remembered + long);
  readonly #level = new Novelty(remembered);
  readonly #lasting = new Novelty(remembered);
  readonly #departure = new Novelty(remembered);
  readonly #usualDay = new UsualDay(remembered);
  #incident = new Incident();

  /**
   * The point's score in [0, 1]; `alarmAt` and more is an alarm, one for each incident. Points are taken in the order that
   * they are given in, gaps and all. A value that is no finite number scores 0 and is forgotten; a time that is none is a
   * RangeError. The first 160 points score 0, having too little to be compared with.
   */
  next({ at, value }: Point): number {
    if (!Number.isFinite(at))
      throw new RangeError(`A point needs a time in milliseconds since 1970, not ${at}`);
    if (!Number.isFinite(value)) return 0;
    const bounded = Math.max(-greatest, Math.min(greatest, value));
    const opinions = this.#opinionsOf({ at: Math.round(at), value: rounded(bounded, 7) });
    if (opinions.length === 0) return 0;
    const surprise = Math.sqrt(opinions.reduce((sum, one) => sum + one * one, 0) / opinions.length);
    const score = surprise / (surprise + alarmSurprise);
    return this.#incident.tells(surprise, alarmSurprise) ? score : Math.min(score, known);
  }

  #opinionsOf(point: Point): number[] {
    const { lasting, departure } = this.#add(point);
    const opinions = [this.#level.next(point.value)];
    if (lasting !== undefined) {
      opinions.push(this.#lasting.next(lasting));
      const distance = this.#usualDay.distanceOf(lasting, point.at);
      if (distance !== undefined) opinions.push(this.#usualDay.next(rounded(distance, 4)));
      this.#usualDay.learn(lasting, point.at);
    }
    if (departure !== undefined) opinions.push(this.#departure.next(departure));
    return opinions.filter((opinion) => opinion !== undefined);
  }

  #add(point: Point): { lasting: number | undefined; departure: number | undefined } {
    this.#history.add(point);
    const baseline = this.#history.mean(long, 1);
    return {
      lasting: this.#history.mean(short, 0),
      departure: baseline === undefined ? undefined : point.value - baseline,
    };
  }

  /** All that the detector knows, at most some 55 KB of JSON where the points are evenly spaced. */
  toJSON(): State {
    return {
      ...stateOfPoints(this.#history),
      distances: this.#usualDay.distances(),
      incident: this.#incident.toJSON(),
    };
  }

  /** A detector that goes on where the one was whose state this is; a ZodError if it is no such state. */
  static from(json: unknown): AnomalyDetector {
    const state = stateSchema.parse(json);
    const detector = new AnomalyDetector();
    for (const point of pointsOf(state)) {
      const { lasting, departure } = detector.#add(point);
      detector.#level.learn(point.value);
      if (departure !== undefined) detector.#departure.learn(departure);
      if (lasting === undefined) continue;
      detector.#lasting.learn(lasting);
      detector.#usualDay.learn(lasting, point.at);
    }
    for (const distance of state.distances) detector.#usualDay.learnDistance(distance);
    detector.#incident = new Incident(state.incident);
    return detector;
  }
}

/** Digits beyond these are noise of whoever worked a value out, and no value would ever come again for it. */
function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}
