import type { Improvement } from "../../shared/improvement/improvement.ts";
import type { ArchiveEntry, Finding, TrialOutcome } from "../../shared/improvement/proposal.ts";
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

/** What only a person can mend, with the statement as it stands and as it could; nothing where there is none. */
export function describeForPeople(findings: readonly Finding[]): string {
  const asked = findings.filter(({ kind }) => kind === "spec");
  if (asked.length === 0) return "";
  const lines = asked.flatMap(({ text, statement }) => [
    `  ${text}`,
    ...(statement === undefined
      ? []
      : [`    now      ${statement.now}`, `    instead  ${statement.instead}`]),
  ]);
  return ["For a person, since only the spec could mend it:", ...lines].join("\n");
}

function gain(outcome: TrialOutcome | undefined): string {
  return outcome === undefined ? "-" : `${(100 * outcome.gain).toFixed(1)}%`;
}
