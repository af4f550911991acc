import type { Improvement } from "../../shared/improvement/improvement.ts";
import {
  changeImprovement,
  changeProposal,
  findImprovement,
  readProposal,
  registeredProposal,
  releaseClaim,
} from "../runtime/improvements.ts";
import { fateByRun } from "../runtime/settled-fate.ts";
import { keepLessons } from "./keep-lessons.ts";
import { productionOf } from "./production.ts";

type Status = Exclude<Improvement["status"], "open">;

export interface ConcludeInput {
  run: string;
  execution: string;
  /** Null when nobody knows it who asks: then it is the one that the improvement began with. */
  service: string | null;
  /** That goes on; null when none does, or nobody knows it who asks. */
  proposal: string | null;
  outcome: Status;
  text: string;
}

interface Concluded {
  result: { status: Status };
  said: string;
}

/**
 * Ends an improvement: keeps what became of what was proposed, also where that is nothing, what is learnt from it, and
 * gives the service back, which nothing that can't be learnt holds up. One that has ended stays as it ended.
 */
export async function conclude(input: ConcludeInput): Promise<Concluded> {
  const { run, execution, outcome, text } = input;
  const improvement = await findImprovement(run);
  if (improvement === undefined)
    return { result: { status: outcome }, said: `nothing had begun that could end: ${text}` };
  if (improvement.status !== "open") {
    await learnFrom(improvement);
    return { result: { status: improvement.status }, said: `it has ended: ${improvement.text}` };
  }
  const service = input.service ?? improvement.service;
  let unlearnt: { error: unknown } | undefined;
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      unlearnt ??= { error };
    }
  };
  let status = outcome;
  const proposal = input.proposal ?? improvement.chosen;
  if (service !== null && proposal !== undefined) {
    const isLive = await keepFate(service, { ...input, proposal, change: improvement.run });
    if (isLive) {
      status = "improved";
      await attempt(() => keepProduction(service, proposal, improvement.run));
    }
  }
  await attempt(() => learnFrom({ ...improvement, service }));
  const now = new Date().toISOString();
  if (service !== null) await releaseClaim(service, execution, now);
  await changeImprovement(run, { status, text, endedAt: now });
  if (unlearnt !== undefined) throw unlearnt.error;
  return { result: { status }, said: text };
}

interface Chosen extends Pick<ConcludeInput, "outcome" | "text"> {
  proposal: string;
  /** The run that makes it, if it was asked for. */
  change: string | undefined;
}

/** Keeps what became of the proposal that went on; says whether it is live. */
async function keepFate(service: string, { proposal, change, outcome, text }: Chosen): Promise<boolean> {
  const { fate } = await registeredProposal(service, proposal);
  const settled = change === undefined ? "withheld" : await fateByRun(change, fate);
  const isLive = settled === "live" || (settled === undefined && outcome === "improved");
  await changeProposal(service, proposal, {
    // Its run may still come to something: what becomes of it is settled by that.
    fate: isLive ? "live" : (settled ?? "withheld"),
    why: text,
    ...(change === undefined ? {} : { run: change }),
  });
  return isLive;
}

async function keepProduction(service: string, proposal: string, change: string | undefined): Promise<void> {
  if (change === undefined) return;
  const { hypothesis } = (await registeredProposal(service, proposal)).proposal;
  const production = await productionOf(service, change, hypothesis);
  if (production !== undefined) await changeProposal(service, proposal, { production });
}

async function learnFrom({
  service,
  release,
  proposals,
}: Pick<Improvement, "service" | "release" | "proposals">): Promise<void> {
  if (service === null || release === undefined || proposals.length === 0) return;
  const entries = await Promise.all(proposals.map((id) => readProposal(service, id)));
  await keepLessons(
    service,
    release,
    entries.filter((entry) => entry !== undefined),
  );
}
