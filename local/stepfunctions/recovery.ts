import { orAbort } from "./abort.ts";
import { StateFailure, TaskTimeout } from "./failure.ts";
import type { JsonObject } from "./json.ts";
import type { Catcher, Retrier } from "./schema.ts";
import { departureOf } from "./states/departure.ts";
import type { Departure, Transition, Visit } from "./visit.ts";

/** A state's Retry and Catch, prepared. */
export interface Recovery {
  retriers: Retrier[];
  catchers: { names: string[]; next: string; departure: Departure }[];
}

/** Prepares Retry and Catch. */
export function recoveryOf(source: {
  Retry?: Retrier[] | undefined;
  Catch?: Catcher[] | undefined;
}): Recovery {
  return {
    retriers: source.Retry ?? [],
    catchers: (source.Catch ?? []).map((catcher, index) => ({
      names: catcher.ErrorEquals,
      next: catcher.Next,
      departure: departureOf(catcher, `Catch[${index}]/`),
    })),
  };
}

/**
 * Runs an attempt until it succeeds, no retrier has a try left, or a catcher takes the failure.
 * `exhausted` tells the history, before a catcher is asked, that no further attempt is made.
 */
export async function withRecovery(
  visit: Visit,
  recovery: Recovery,
  attempt: () => Promise<Transition>,
  exhausted?: (failure: StateFailure) => void,
): Promise<Transition> {
  const { clock, chance } = visit.engine;
  const { signal } = visit.flow;
  const tries = visit.notes.tries ?? recovery.retriers.map(() => 0);
  const triedBefore = tries.reduce((sum, each) => sum + each, 0);
  if (triedBefore > 0) visit.retryCount = triedBefore;
  const left = (visit.notes.retryAt ?? 0) - clock.now();
  if (left > 0) await orAbort(clock.sleep(left, signal), signal);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const failure = visit.recorded(error);
      if (!(failure instanceof StateFailure) || visit.flow.signal.aborted) throw failure;
      const index = recovery.retriers.findIndex((retrier) => matches(retrier.ErrorEquals, failure));
      const retrier = recovery.retriers[index];
      const tried = tries[index] ?? 0;
      if (retrier !== undefined && tried < (retrier.MaxAttempts ?? 3)) {
        tries[index] = tried + 1;
        visit.retryCount = (visit.retryCount ?? 0) + 1;
        const milliseconds = backoff(retrier, tried, chance.random);
        visit.note({ tries: [...tries], retryAt: clock.now() + milliseconds });
        await orAbort(clock.sleep(milliseconds, signal), signal);
        continue;
      }
      exhausted?.(failure);
      const catcher = recovery.catchers.find(({ names }) => matches(names, failure));
      if (catcher === undefined) throw failure;
      const errorOutput: JsonObject = { Error: failure.error ?? "", Cause: failure.cause ?? "" };
      return visit.depart(catcher.departure, catcher.next, errorOutput, { errorOutput });
    }
  }
}

/** Milliseconds before the next try: interval x rate^tries, capped, and with FULL jitter anything up to that. */
function backoff(retrier: Retrier, tried: number, random: () => number): number {
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** tried;
  const capped = Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return 1000 * (retrier.JitterStrategy === "FULL" ? random() * capped : capped);
}

/** Whether one of the names stands for the failure. Nothing does for States.Runtime, not even its own name. */
function matches(names: string[], failure: StateFailure): boolean {
  const { error } = failure;
  if (error === "States.Runtime") return false;
  return names.some((name) => {
    switch (name) {
      case "States.ALL":
        return true;
      case "States.TaskFailed":
        return error !== "States.Timeout";
      case "States.HeartbeatTimeout":
        return failure instanceof TaskTimeout && failure.heartbeat;
      default:
        return name === error;
    }
  });
}
