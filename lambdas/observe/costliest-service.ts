import type { ServiceMeters } from "../../shared/delivery/control.ts";
import { wholeCost } from "../../shared/delivery/cost.ts";
import { Claim } from "../../shared/improvement/improvement.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { collectedKeys, LookedAt } from "../../shared/telemetry/collected.ts";
import { fewAtOnce } from "../runtime/few-at-once.ts";
import { standingStop } from "../runtime/improvements.ts";
import { costOfRelease } from "../runtime/meters.ts";
import { getRecord, putRecord } from "../runtime/records.ts";
import { totalsAfter } from "../runtime/totals.ts";

/** Services whose records are read at the same time. */
const atOnce = 10;

/** A service, and the number of the last change of the totals that it was chosen by. */
export interface Costliest {
  service: string | null;
  sequence: number;
}

/**
 * Of the services that were called since a schedule asked last, the one whose live release has cost most; null when there
 * is none. Left out is what a person has stopped, what is being improved, and what was looked at in the last `rest` seconds.
 */
export async function costliestService(looking: { rest: number; now: Date }): Promise<Costliest> {
  const known = await getRecord(collectedKeys.lookedAt, LookedAt);
  const { called, newest } = await calledSince(known?.sequence ?? 0);
  const costs: { service: string; cost: number }[] = [];
  await fewAtOnce(called, atOnce, async ({ service, meters }) => {
    const { live } = (await getRecord(recordKeys.service(service), Service)) ?? {};
    if (live === undefined || live === null) return;
    const cost = wholeCost(costOfRelease(meters, live));
    if (cost > 0) costs.push({ service, cost });
  });
  for (const { service } of costs.toSorted((one, other) => other.cost - one.cost)) {
    if (await isFree(service, looking)) return { service, sequence: newest };
  }
  return { service: null, sequence: newest };
}

/** Keeps up to where totals have been looked at: the next schedule begins there. */
export async function keepLookedAt(sequence: number): Promise<void> {
  await putRecord(collectedKeys.lookedAt, { sequence });
}

/** What the totals of services have come to that were called after a change, and the number of the last change. */
async function calledSince(sequence: number): Promise<{ called: ServiceMeters[]; newest: number }> {
  const called = new Map<string, ServiceMeters>();
  let at = sequence;
  for (;;) {
    const { services, next, newest, more } = await totalsAfter(at);
    // Less than is known: the data plane has lost its totals, and numbers changes anew.
    if (newest < at) {
      at = 0;
      continue;
    }
    for (const one of services) called.set(one.service, one);
    if (!more) return { called: [...called.values()], newest };
    at = next;
  }
}

async function isFree(service: string, { rest, now }: { rest: number; now: Date }): Promise<boolean> {
  if ((await standingStop(service)) !== undefined) return false;
  const claim = await getRecord(recordKeys.claim(service), Claim);
  if (claim === undefined) return true;
  const { execution, until, endedAt } = claim;
  if (execution !== null && until > now.toISOString()) return false;
  return endedAt === null || (now.getTime() - Date.parse(endedAt)) / 1000 >= rest;
}
