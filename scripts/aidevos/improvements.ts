import type { Improvement } from "../../shared/improvement/improvement.ts";
import type { ArchiveEntry, TrialOutcome } from "../../shared/improvement/proposal.ts";
import { table } from "./terminal.ts";

/** What an execution of Improve came to, and what was tried in it, for a person. */
export function describeImprovement(
  { id, service, status, text, startedAt }: Improvement,
  tried: readonly ArchiveEntry[],
): string {
  const head = `${startedAt.slice(0, 19)}  ${service ?? "no service"}: ${status}. ${text}  (${id})`;
  return tried.length === 0 ? head : `${head}\n\n${describeProposals(tried)}`;
}

/** Each proposal with its gains: on the requests of the search, on those held out, and in production. */
export function describeProposals(entries: readonly ArchiveEntry[]): string {
  if (entries.length === 0) return "";
  const rows = entries.map(({ proposal, search, heldOut, production, fate, why }) => [
    proposal.title,
    gain(search),
    gain(heldOut),
    gain(production),
    fate,
    why,
  ]);
  return table([["PROPOSAL", "SEARCH", "HELD OUT", "PRODUCTION", "FATE", ""], ...rows]);
}

function gain(outcome: TrialOutcome | undefined): string {
  return outcome === undefined ? "-" : `${(100 * outcome.gain).toFixed(1)}%`;
}
