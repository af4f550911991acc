import { evaluate } from "../../shared/improvement/evaluate.ts";
import { changeProposal, readImprovement, registeredProposal } from "../runtime/improvements.ts";
import { replayTrial } from "../runtime/trials.ts";
import { makeCandidate } from "./make-candidate.ts";

export interface TryInput {
  run: string;
  service: string;
  proposal: string;
}

/** Tries a registered proposal on the search part of the trace. What can't be made, or tried, is archived as that. */
export async function tryProposal({ run, service, proposal: id }: TryInput) {
  const { proposal } = await registeredProposal(service, id);
  const { release } = await readImprovement(run);
  const candidate =
    release === undefined || proposal.id !== id
      ? ({ outcome: "refused", why: `it stands under the id ${id}, and is another one` } as const)
      : await makeCandidate(proposal, { service, release });
  if (candidate.outcome === "refused") {
    await changeProposal(service, id, { fate: "refused", why: candidate.why });
    return { result: { proposal: id, outcome: "refused" }, said: `${proposal.title}: ${candidate.why}` };
  }
  const { control, digest } = candidate;
  const report = await replayTrial({
    service,
    trace: run,
    part: "search",
    trial: id,
    control,
    candidate: digest,
  });
  const search = evaluate(report, proposal.hypothesis);
  await changeProposal(service, id, {
    search,
    why: search.text,
    candidate: digest,
    bytes: report.bytes.candidate,
  });
  return { result: { proposal: id, outcome: search.outcome }, said: `${proposal.title}: ${search.text}` };
}
