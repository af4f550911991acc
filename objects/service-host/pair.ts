import { compareAnswers, mayReadOtherwise } from "../../shared/delivery/compare-answers.ts";
import { costOfRequest, sumOfCosts, unitCost } from "../../shared/delivery/cost.ts";
import type { Difference, Pairs } from "../../shared/delivery/evidence.ts";
import { redacted } from "../../shared/delivery/redact.ts";
import type { Comparing } from "./rollout.ts";
import type { TwinAnswer } from "./twin.ts";
import type { TwinRequest } from "./twin-request.ts";
import type { Side } from "./twins.ts";

/** A request, and what both twins answered. */
export interface Pair {
  request: TwinRequest;
  /** Path and query, as the service sees them. */
  path: string;
  /** `GET /books/{id}`, or `other`. */
  route: string;
  control: TwinAnswer;
  candidate: TwinAnswer;
}

/** Events that befell one of a pair only. */
type Kind = Difference["kind"];
export interface PairOutcome {
  isMeant: boolean;
  /** The twins' data may differ from here on. */
  diverges: boolean;
  events: { kind: Kind; side: "control" | "candidate"; what: string }[];
}

/** So many rows more are nothing, whatever the factor: a statement may look at a few. */
const fewRows = 10;

/** Most characters of a text that is shown to a person. */
const textLimit = 2_000;

/** Judges one pair by itself. */
export function outcomeOf({ route, control, candidate }: Pair, comparing: Comparing): PairOutcome {
  const events: PairOutcome["events"] = [];
  const { meant, slow, rows } = comparing;
  const comparison =
    control.long && candidate.long
      ? ({ outcome: "same" } as const)
      : compareAnswers({ route, control, candidate, meant });
  if (isFailure(control) !== isFailure(candidate)) {
    const side = isFailure(candidate) ? "candidate" : "control";
    const failed = side === "candidate" ? candidate : control;
    events.push({
      kind: "failed",
      side,
      what: failed.failure ?? `status: ${control.status} and ${candidate.status}`,
    });
  }
  if (comparison.outcome === "unlike")
    events.push({ kind: "unlike", side: "candidate", what: comparison.what });
  if (control.milliseconds > slow !== candidate.milliseconds > slow) {
    const what = `milliseconds: ${Math.round(control.milliseconds)} and ${Math.round(candidate.milliseconds)}`;
    events.push({ kind: "slow", side: candidate.milliseconds > slow ? "candidate" : "control", what });
  }
  const [ours, theirs] = [candidate.rows.read, control.rows.read];
  const isOwed = comparison.outcome === "meant" || mayReadOtherwise(route, meant);
  if (!isOwed && (isMore(ours, theirs, rows) || isMore(theirs, ours, rows))) {
    events.push({
      kind: "rows",
      side: ours > theirs ? "candidate" : "control",
      what: `rows read: ${theirs} and ${ours}`,
    });
  }
  return {
    isMeant: comparison.outcome === "meant",
    diverges: comparison.outcome === "unlike" || (comparison.outcome === "meant" && comparison.diverges),
    events,
  };
}

/** Counts a pair. */
export function addPair(pairs: Pairs, { isMeant, events }: PairOutcome): void {
  pairs.compared++;
  if (isMeant) pairs.meant++;
  for (const { kind, side } of events) pairs[kind][side]++;
}

/** Counts what it cost either. */
export function addCosts(pairs: Pairs, { control, candidate }: Pick<Pair, Side>): void {
  const costs = { control: costOfRequest(control.rows), candidate: costOfRequest(candidate.rows) };
  const saved = unitCost(costs.control) - unitCost(costs.candidate);
  if (saved > 0) pairs.cheaper.candidate++;
  if (saved < 0) pairs.cheaper.control++;
  pairs.saved.sum += saved;
  pairs.saved.squares += saved ** 2;
  pairs.cost.control = sumOfCosts([pairs.cost.control, costs.control]);
  pairs.cost.candidate = sumOfCosts([pairs.cost.candidate, costs.candidate]);
}

/** What a person reads of the candidate's part in a pair. */
export function differencesOf(pair: Pair, { events }: PairOutcome, confirmed: boolean): Difference[] {
  const { request, path, route } = pair;
  return events
    .filter(({ side }) => side === "candidate")
    .map(({ kind, what }) => ({
      kind,
      route,
      request: {
        method: request.method,
        path: shown(path),
        body: request.body === null ? null : shown(new TextDecoder().decode(request.body)),
      },
      control: sideOf(pair.control),
      candidate: sideOf(pair.candidate),
      what: shown(what),
      confirmed,
    }));
}

/** As much of a text as a person is shown, without what signs somebody in: differences are kept with the rollout. */
function shown(text: string): string {
  return redacted(text.slice(0, textLimit));
}

function sideOf({ status, text, failure, rows, milliseconds }: TwinAnswer): Difference["control"] {
  return { status, text: shown(failure ?? text), rowsRead: rows.read, milliseconds };
}

function isMore(one: number, other: number, factor: number): boolean {
  return one > factor * other + fewRows;
}

function isFailure({ status }: TwinAnswer): boolean {
  return status === null || status >= 500;
}
