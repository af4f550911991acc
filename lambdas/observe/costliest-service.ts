import type { ServiceMeters } from "../../shared/delivery/control.ts";
import { unitCost } from "../../shared/delivery/cost.ts";
import { Claim } from "../../shared/improvement/improvement.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { collectedKeys, LookedAt } from "../../shared/telemetry/collected.ts";
import { standingStop } from "../runtime/improvements.ts";
import { costOfRelease } from "../runtime/meters.ts";
import { getRecord, putRecord } from "../runtime/records.ts";
import { totalsAfter } from "../runtime/totals.ts";

/**
 * Of the services that were called since a schedule asked last, the one whose live release has cost most; null when there
 * is none. A service that a person has stopped is left out, and one that was looked at in the last `rest` seconds.
 */
export async function costliestService({ rest, now }: { rest: number; now: Date }): Promise<string | null> {
  const known = await getRecord(collectedKeys.lookedAt, LookedAt);
  const { called, newest } = await calledSince(known?.sequence ?? 0);
  let costliest: { service: string; cost: number } | undefined;
  for (const { service, meters } of called) {
    const { live } = (await getRecord(recordKeys.service(service), Service)) ?? {};
    if (live === undefined || live === null) continue;
    const sum = costOfRelease(meters, live);
    const cost = unitCost(sum) * sum.requests;
    if (cost <= (costliest?.cost ?? 0)) continue;
    if (await isRested(service, { rest, now })) costliest = { service, cost };
  }
  await putRecord(collectedKeys.lookedAt, { sequence: newest });
  return costliest?.service ?? null;
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

async function isRested(service: string, { rest, now }: { rest: number; now: Date }): Promise<boolean> {
  if ((await standingStop(service)) !== undefined) return false;
  const { endedAt = null } = (await getRecord(recordKeys.claim(service), Claim)) ?? {};
  return endedAt === null || (now.getTime() - Date.parse(endedAt)) / 1000 >= rest;
}
