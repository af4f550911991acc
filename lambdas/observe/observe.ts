import type { ImproveRequest } from "../../shared/improvement/improvement.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import {
  changeImprovement,
  claimService,
  findImprovement,
  improvementPolicy,
  openImprovement,
  releaseClaim,
  standingStop,
} from "../runtime/improvements.ts";
import { getRecord } from "../runtime/records.ts";
import type { StateResult } from "../runtime/state-function.ts";
import { type Costliest, costliestService, keepLookedAt } from "./costliest-service.ts";
import { freshCulprit } from "./fresh-culprit.ts";
import { outstandingService } from "./outstanding-service.ts";

export interface ObserveInput extends ImproveRequest {
  run: string;
  execution: string;
}

/** How it goes on: `leave` is nobody's business here, `nothing` ends with a word about why. */
type Next = "record" | "withdraw" | "nothing" | "leave";

type Observed = StateResult<{
  next: Next;
  service: string | null;
  release: string | null;
  /** Seconds between two looks. */
  interval: number;
  text: string;
}>;

/**
 * Decides what an alarm, a schedule or a person sets going. Unattended, nothing is set going that a person has stopped,
 * that is being done already, or that was done a short time ago; an alarm soon after a release is taken for that
 * release's doing, which then is to be taken back before anything is improved.
 *
 * @throws MissingRecordError when the request names no service that is there
 */
export async function observe(input: ObserveInput): Promise<Observed> {
  const { run, execution, by, alarm } = input;
  const policy = improvementPolicy();
  const now = new Date();
  // Repeated, it is about the service that it was about at first, whichever stands out by now.
  const chosen: Chosen = (await findImprovement(run)) ?? (await choose(input, { rest: policy.rest, now }));
  const { service: name } = await openImprovement({
    id: run,
    service: chosen.service,
    by,
    alarm,
    status: "open",
    text: "",
    proposals: [],
    startedAt: now.toISOString(),
  });
  if (chosen.sequence !== undefined) await keepLookedAt(chosen.sequence);
  const ending = (next: Next, text: string, service = name): Observed => ({
    result: { next, service, release: null, interval: policy.interval, text },
    said: text,
  });
  if (name === null) return ending("nothing", "no service stands out");
  const service = await getRecord(recordKeys.service(name), Service);
  if (service === undefined)
    throw new MissingRecordError(`There is no service ${name}. "npx aidevos services" lists them.`);
  const { live, newest } = service;
  if (live === null) return ending("nothing", `nothing is live on ${name}`);

  const stop = await standingStop(name);
  if (by !== "person" && stop !== undefined)
    return ending("nothing", `stopped by ${stop.by}, who wants a person for any change: ${stop.reason}`);
  const claimed = await claimService(name, execution, now);
  if (claimed.outcome === "taken") {
    const text = `${name} is being improved by ${claimed.by} already`;
    await changeImprovement(run, { status: "nothing", text, endedAt: now.toISOString() });
    return ending("leave", text);
  }
  const { endedAt } = claimed.claim;
  const rested = endedAt === null ? Number.POSITIVE_INFINITY : (now.getTime() - Date.parse(endedAt)) / 1000;
  if (by === "alarm" && rested < policy.coolDown) {
    // Nothing was looked at, so the time goes on that runs since something was.
    await releaseClaim(name, execution, endedAt);
    return ending(
      "nothing",
      `${name} was looked at ${Math.round(rested)} s ago; an alarm starts it again after ${policy.coolDown} s`,
    );
  }

  await changeImprovement(run, { release: live });
  const culprit =
    by === "alarm"
      ? await freshCulprit({ service: name, release: live, fresh: policy.fresh, now })
      : undefined;
  if (culprit !== undefined && newest === live)
    return {
      result: { next: "withdraw", service: name, release: live, interval: policy.interval, text: culprit },
      said: culprit,
    };
  const text = `listens to what callers ask of ${live.slice(0, 7)}`;
  return {
    result: { next: "record", service: name, release: live, interval: policy.interval, text },
    said: text,
  };
}

/** Whom a request is about; with a sequence, where a schedule's choice is to be kept. */
type Chosen = Pick<Costliest, "service"> & Partial<Costliest>;

async function choose(
  { service, by, measure }: ImproveRequest,
  looking: { rest: number; now: Date },
): Promise<Chosen> {
  if (service !== null) return { service };
  return by === "schedule" ? costliestService(looking) : { service: await outstandingService(measure) };
}
