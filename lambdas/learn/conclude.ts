import type { Improvement } from "../../shared/improvement/improvement.ts";
import {
  archiveOf,
  changeImprovement,
  changeProposal,
  readImprovement,
  registeredProposal,
  releaseClaim,
} from "../runtime/improvements.ts";
import { keepLessons } from "./keep-lessons.ts";
import { productionOf } from "./production.ts";

export interface ConcludeInput {
  run: string;
  execution: string;
  service: string | null;
  /** That was submitted; null when none was. */
  proposal: string | null;
  outcome: Exclude<Improvement["status"], "open">;
  text: string;
}

/**
 * Ends an improvement: keeps what became of what was proposed, also where that is nothing, what is learnt from it, and
 * gives the service back.
 */
export async function conclude({ run, execution, service, proposal, outcome, text }: ConcludeInput) {
  const now = new Date();
  if (service !== null) {
    const { proposals, run: change, release } = await readImprovement(run);
    if (proposal !== null) {
      const isLive = outcome === "improved";
      const { hypothesis } = (await registeredProposal(service, proposal)).proposal;
      const production =
        isLive && change !== undefined ? await productionOf(service, change, hypothesis) : undefined;
      await changeProposal(service, proposal, {
        fate: isLive ? "live" : "withheld",
        why: text,
        ...(change === undefined ? {} : { run: change }),
        ...(production === undefined ? {} : { production }),
      });
    }
    const ids = new Set(proposals);
    if (release !== undefined && ids.size > 0) {
      const entries = (await archiveOf(service)).filter((entry) => ids.has(entry.proposal.id));
      await keepLessons(service, release, entries);
    }
    await releaseClaim(service, execution, now);
  }
  await changeImprovement(run, { status: outcome, text, endedAt: now.toISOString() });
  return { result: { status: outcome }, said: text };
}
