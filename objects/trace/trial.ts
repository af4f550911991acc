import { compareAnswers } from "../../shared/delivery/compare-answers.ts";
import { costOfRequest, noCost, sumOfCosts, unitCost } from "../../shared/delivery/cost.ts";
import { nothingMeant } from "../../shared/delivery/meant.ts";
import type { RouteTrial, TrialReport, TrialRequest } from "../../shared/improvement/trial.ts";
import type { TwinAnswer } from "../service-host/twin.ts";
import type { TwinRequest } from "../service-host/twin-request.ts";
import { type Side, Twins } from "../service-host/twins.ts";
import { inspect } from "./inspect.ts";
import { type Replay, ReplayError, startingRequest, traceFacets } from "./replay.ts";

/** Most differences that are told, and most times of one route. */
const limits = { differences: 5, times: 1_000 };

/** Answers that may come too late before it is given up: each takes its whole time. */
const lateLimit = 5;

type Answers = Record<Side, TwinAnswer>;

/** Replays a part of a trace to two bundles, each on its own copy of the data that the trace began with. */
export async function runTrial(request: TrialRequest, replay: Replay): Promise<TrialReport> {
  const { control, candidate } = request;
  const { ctx, env } = replay.options;
  const twins = new Twins(ctx, env, { control, candidate }, traceFacets.trial);
  const counts = new Counts();
  try {
    await twins.copyFrom(traceFacets.origin);
    await start(twins);
    await replayPart(request, { replay, twins, counts });
    const bytes = {
      control: (await inspect({ ctx, env, facet: twins.stop("control") })).bytes,
      candidate: (await inspect({ ctx, env, facet: twins.stop("candidate") })).bytes,
    };
    return reportOf(request, { ...counts, routes: [...counts.routes.values()], bytes });
  } catch (error) {
    if (!(error instanceof ReplayError)) throw error;
    return reportOf(request, { failure: error.message });
  } finally {
    twins.delete();
  }
}

interface Parts {
  replay: Replay;
  twins: Twins;
  counts: Counts;
}

async function replayPart({ part }: TrialRequest, { replay, twins, counts }: Parts): Promise<void> {
  let late = 0;
  // What was held out is counted on the data that the search part leaves.
  for (const played of part === "search" ? (["search"] as const) : (["search", "held-out"] as const)) {
    let turn = 0;
    for await (const { request, status } of replay.requests(played)) {
      const answers = await askBoth(twins, request, turn++);
      const { pathname } = new URL(request.url);
      const named = replay.options.route(request.method, pathname);
      replay.check(named, status, answers.control.status);
      if (answers.candidate.late || answers.control.late) late++;
      if (late >= lateLimit) throw new ReplayError(`${late} requests were not answered in time.`);
      if (played === part) counts.add(named, answers);
    }
  }
  replay.conclude();
}

/**
 * @throws ReplayError when either does not start over the data
 */
async function start(twins: Twins): Promise<void> {
  const request = startingRequest(Date.now());
  for (const side of ["control", "candidate"] as const) {
    const { status, failure } = await twins.ask(side, request);
    if (status === null || status >= 500)
      throw new ReplayError(`The ${side} does not start: ${failure ?? `it answers ${status}`}.`);
  }
}

/** Asks one after the other, each first in turn, so that being first favours neither. */
async function askBoth(twins: Twins, request: TwinRequest, turn: number): Promise<Answers> {
  if (turn % 2 === 0) {
    const control = await twins.ask("control", request);
    return { control, candidate: await twins.ask("candidate", request) };
  }
  const candidate = await twins.ask("candidate", request);
  return { control: await twins.ask("control", request), candidate };
}

/** What has been counted of the pairs so far. */
class Counts {
  readonly routes = new Map<string, RouteTrial>();
  unlike = 0;
  readonly differences: string[] = [];

  add(route: string, { control, candidate }: Answers): void {
    const costs = { control: costOfRequest(control.rows), candidate: costOfRequest(candidate.rows) };
    const before = this.routes.get(route) ?? {
      route,
      control: noCost,
      candidate: noCost,
      cheaper: { control: 0, candidate: 0 },
      squares: { control: 0, candidate: 0, product: 0 },
      times: [],
    };
    const [ours, theirs] = [unitCost(costs.candidate), unitCost(costs.control)];
    const counted: RouteTrial = {
      ...before,
      control: sumOfCosts([before.control, costs.control]),
      candidate: sumOfCosts([before.candidate, costs.candidate]),
      cheaper: {
        control: before.cheaper.control + (ours > theirs ? 1 : 0),
        candidate: before.cheaper.candidate + (ours < theirs ? 1 : 0),
      },
      squares: {
        control: before.squares.control + theirs ** 2,
        candidate: before.squares.candidate + ours ** 2,
        product: before.squares.product + ours * theirs,
      },
    };
    const times: [number, number] = [control.milliseconds, candidate.milliseconds];
    keepByChance(counted.times, counted.control.requests, times);
    this.routes.set(route, counted);
    this.#compare(route, { control, candidate });
  }

  #compare(route: string, { control, candidate }: Answers): void {
    if (control.long && candidate.long) return;
    const comparison = compareAnswers({ route, control, candidate, meant: nothingMeant });
    if (comparison.outcome === "same") return;
    this.unlike++;
    // A failure of the control alone is never held against a candidate elsewhere; here nothing may differ.
    const what =
      comparison.outcome === "unlike"
        ? placeOf(comparison.what)
        : "the control failed, the candidate did not";
    if (this.differences.length < limits.differences) this.differences.push(`${route}: ${what}`);
  }
}

/** Where two answers differ, without the callers' values in them; a status is none. */
function placeOf(what: string): string {
  return what.startsWith("status: ") ? what : `${what.slice(0, what.indexOf(": "))} differs`;
}

/** Keeps each of those seen with the same chance (reservoir sampling, Vitter's algorithm R). */
function keepByChance<Value>(kept: Value[], seen: number, value: Value): void {
  if (kept.length < limits.times) {
    kept.push(value);
    return;
  }
  const place = Math.floor(Math.random() * seen);
  if (place < limits.times) kept[place] = value;
}

function reportOf({ trial, part }: TrialRequest, found: Partial<TrialReport>): TrialReport {
  const { routes = [], unlike = 0, differences = [], bytes = { control: 0, candidate: 0 }, failure } = found;
  return { trial, part, routes, unlike, differences, bytes, ...(failure === undefined ? {} : { failure }) };
}
