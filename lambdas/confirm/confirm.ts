import { whyNotHeldOut } from "../../shared/improvement/budget.ts";
import { ranked } from "../../shared/improvement/choose.ts";
import { evaluate } from "../../shared/improvement/evaluate.ts";
import type { Proposal, TrialOutcome } from "../../shared/improvement/proposal.ts";
import { TraceState } from "../../shared/improvement/trace.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { readDesignedRelease } from "../runtime/designed-release.ts";
import { archiveOf, changeProposal, registeredProposal } from "../runtime/improvements.ts";
import { replayTrial } from "../runtime/trials.ts";

export interface ConfirmInput {
  run: string;
  service: string;
  proposals: string[];
}

/** What goes on: the proposal that is proven, or none. */
interface Confirmed {
  result: { proposal: string | null; text: string };
  said: string;
}

/** Tries what the search has shown to be best, once, on the requests that were held out; the others are archived as not chosen. */
export async function confirm({ run, service, proposals }: ConfirmInput): Promise<Confirmed> {
  const entries = await Promise.all(proposals.map((id) => registeredProposal(service, id)));
  const [best, ...others] = ranked(
    entries.flatMap(({ proposal, search, bytes = 0 }) =>
      search === undefined ? [] : [{ proposal, outcome: search, bytes }],
    ),
  );
  for (const { proposal } of others)
    await changeProposal(service, proposal.id, { fate: "not-chosen", why: "another one saved more" });
  if (best === undefined) return ended("nothing that was tried saves enough");
  const { proposal } = best;
  const entry = entries.find((one) => one.proposal.id === proposal.id);
  const trace = await callDataPlane({
    method: "GET",
    path: `/services/${service}/trace?trace=${encodeURIComponent(run)}`,
    answer: TraceState,
  });
  // Asked before, by an attempt that did not come to its end: that answer stands.
  if (entry?.heldOut !== undefined && trace.heldOutTrial === proposal.id)
    return answered(proposal, entry.heldOut);
  const archive = await archiveOf(service);
  const why = entry === undefined ? "it was not tried" : whyNotHeldOut(entry, trace, { archive });
  if (why !== undefined || entry?.candidate === undefined) return ended(why ?? "it was not made");
  const { digest: control } = await readDesignedRelease(service, proposal.release);
  const report = await replayTrial({
    service,
    trace: run,
    part: "held-out",
    trial: proposal.id,
    control,
    candidate: entry.candidate,
  });
  const heldOut = evaluate(report, proposal.hypothesis);
  const isProven = heldOut.outcome === "benefit";
  await changeProposal(service, proposal.id, {
    heldOut,
    fate: isProven ? "tried" : "withheld",
    why: heldOut.text,
  });
  return answered(proposal, heldOut);
}

function answered({ id, title }: Proposal, heldOut: TrialOutcome): Confirmed {
  const text = `${title}, on requests held out: ${heldOut.text}`;
  return heldOut.outcome === "benefit" ? { result: { proposal: id, text }, said: text } : ended(text);
}

function ended(text: string): Confirmed {
  return { result: { proposal: null, text }, said: text };
}
