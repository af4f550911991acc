import type { Difference } from "../../shared/delivery/evidence.ts";
import { noPairs } from "../../shared/delivery/evidence.ts";
import { headersOfHost } from "../host-headers.ts";
import { commonCalls, type DocumentedCall, documentedCalls } from "../traffic/openapi.ts";
import { Walk } from "../traffic/walk.ts";
import { Document } from "./facet.ts";
import { addPair, differencesOf, outcomeOf, type Pair, type PairOutcome } from "./pair.ts";
import { type Comparing, keepDifference, type Rollout } from "./rollout.ts";
import type { TwinAnswer } from "./twin.ts";
import type { TwinRequest } from "./twin-request.ts";
import type { Side, Twins } from "./twins.ts";

export interface TrafficOptions {
  twins: Twins;
  rollout: Rollout;
  comparing: Comparing;
  base: string;
  route: (method: string, path: string) => string;
  /** Asks both for the answer to the call of a number. */
  ask: (call: number, request: TwinRequest) => Promise<Record<Side, TwinAnswer>>;
  isEnded: () => boolean;
}

/** Calls that a candidate may leave unanswered before no more are made. */
const lateLimit = 5;

/** A call in which something was not as it should be. */
interface Suspicion {
  pair: Pair;
  outcome: PairOutcome;
}

/**
 * Makes calls up from what both releases document, and asks both. If anything differs, all is done again from the same
 * data: what differs again at the same call counts, the rest was chance.
 */
export async function generateTraffic(options: TrafficOptions): Promise<void> {
  const { rollout, isEnded } = options;
  const pairs = structuredClone(noPairs);
  rollout.generated.pairs = pairs;
  let isClean = true;
  const first = await walk(options, (outcome) => {
    isClean &&= outcome.events.length === 0;
    // What follows a suspicion is known once all was done again.
    if (isClean) addPair(pairs, outcome);
  });
  if (isEnded() || first.suspicions.size === 0) return;
  const again = await walk(options, () => undefined);
  if (isEnded()) return;
  const counted = structuredClone(noPairs);
  counted.compared = first.compared;
  counted.meant = first.meant;
  const differences: Difference[] = [];
  for (const [number, { pair, outcome }] of first.suspicions) {
    const repeated = again.suspicions.get(number)?.outcome.events ?? [];
    const confirmed = outcome.events.filter(({ kind, side }) =>
      repeated.some((event) => event.kind === kind && event.side === side),
    );
    for (const { kind, side } of confirmed) counted[kind][side]++;
    const chance = outcome.events.filter((event) => !confirmed.includes(event));
    differences.push(...differencesOf(pair, { ...outcome, events: confirmed }, true));
    differences.push(...differencesOf(pair, { ...outcome, events: chance }, false));
  }
  rollout.generated.pairs = counted;
  differences.sort((left, right) => Number(right.confirmed) - Number(left.confirmed));
  for (const difference of differences) keepDifference(rollout, difference);
}

async function walk(
  { twins, rollout, comparing, base, route, ask, isEnded }: TrafficOptions,
  onPair: (outcome: PairOutcome) => void,
) {
  const found = { compared: 0, meant: 0, suspicions: new Map<number, Suspicion>() };
  await twins.copyFromOrigin();
  const calls = commonCalls(
    await documented(twins, "control", base),
    await documented(twins, "candidate", base),
  );
  const way = new Walk({ calls, seed: comparing.seed, base, start: rollout.since });
  let late = 0;
  for (let number = 1; number <= comparing.generated && late < lateLimit; number++) {
    const made = way.next();
    if (made === undefined || isEnded()) break;
    const { method, path, headers, body } = made;
    const request: TwinRequest = {
      method,
      url: base + path,
      headers,
      body: body === null ? null : new TextEncoder().encode(body),
    };
    const answers = await ask(number, { ...request, url: new URL(base).origin + path });
    if (isEnded()) break;
    way.learn(answers.control);
    const pair: Pair = {
      request,
      path,
      route: route(method, path),
      ...answers,
    };
    const outcome = outcomeOf(pair, comparing);
    found.compared++;
    if (outcome.isMeant) found.meant++;
    if (outcome.events.length > 0) found.suspicions.set(number, { pair, outcome });
    onPair(outcome);
    if (answers.candidate.late) late++;
    if (outcome.diverges) await twins.join();
  }
  return found;
}

async function documented(twins: Twins, side: Side, base: string): Promise<DocumentedCall[]> {
  const { status, text } = await twins.ask(side, {
    method: "GET",
    url: `${new URL(base).origin}/openapi.json`,
    headers: Object.entries(headersOfHost(base)),
    body: null,
  });
  if (status !== 200) return [];
  try {
    return documentedCalls(Document.parse(JSON.parse(text)));
  } catch {
    return [];
  }
}
