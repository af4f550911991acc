import type { Design } from "../../../shared/design/design.ts";
import { whyNotHeldOut } from "../../../shared/improvement/budget.ts";
import { changed } from "../../../shared/improvement/change.ts";
import { ranked } from "../../../shared/improvement/choose.ts";
import { evaluate } from "../../../shared/improvement/evaluate.ts";
import { refuseProposal } from "../../../shared/improvement/guards.ts";
import type { ArchiveEntry, Finding, Proposal } from "../../../shared/improvement/proposal.ts";
import type { Profile, TraceState } from "../../../shared/improvement/trace.ts";
import type { Bed, Live } from "./bed.ts";

/** Rounds of improving, each on new traffic, at most. */
const mostRounds = 5;

/** What a round starts from. */
export interface Round {
  number: number;
  live: Live;
  archive: readonly ArchiveEntry[];
  profile: () => Promise<Profile>;
}

/** Where proposals come from: from what was found out, or by chance. */
export type Proposer = (round: Round) => Promise<{ proposals: Proposal[]; findings?: readonly Finding[] }>;

export interface Found {
  design: Design;
  archive: ArchiveEntry[];
  /** Proposals tried on a search part, by round. */
  trials: number[];
  /** Titles of what went live, in their order. */
  promoted: string[];
  findings: Finding[];
}

/**
 * Improves what is live, promotes it and goes on with new traffic until nothing more is proven: what the state machine
 * Improve does, by the same functions, without a run of Develop and of Deliver between.
 */
export async function search(
  bed: Bed,
  { live, requests, proposer }: { live: Live; requests: number; proposer: Proposer },
) {
  const found: Found = { design: live.design, archive: [], trials: [], promoted: [], findings: [] };
  let now = live;
  for (let number = 0; number < mostRounds; number += 1) {
    const trace = await bed.record(requests);
    const round = { number, live: now, archive: found.archive, profile: () => bed.profile(trace.trace) };
    const { proposals, findings = [] } = await proposer(round);
    found.findings.push(...findings);
    if (proposals.length === 0) break;
    const entries: ArchiveEntry[] = [];
    for (const proposal of proposals) entries.push(await tried(bed, { proposal, live: now, trace }));
    found.trials.push(entries.length);
    const proven = await confirmed(bed, { entries, live: now, trace, archive: found.archive });
    found.archive.push(...entries);
    if (proven === undefined) break;
    found.promoted.push(proven.proposal.title);
    found.design = changed(now.design, proven.proposal.change) ?? now.design;
    now = await bed.promote(found.design);
  }
  return found;
}

interface Trying {
  proposal: Proposal;
  live: Live;
  trace: TraceState;
}

/** As the states Trial. */
async function tried(bed: Bed, { proposal, live, trace }: Trying): Promise<ArchiveEntry> {
  const at = new Date().toISOString();
  const { service, blueprint } = bed;
  const { design, release, digest: control } = live;
  const checked = refuseProposal(proposal, { service, release, blueprint, design, now: at });
  const next = changed(design, proposal.change);
  if ("problems" in checked || next === undefined) {
    const why = "problems" in checked ? checked.problems.join(" ") : "the design has it so already";
    return { proposal, fate: "refused", why, at };
  }
  const { digest: candidate } = await bed.make(next);
  const request = { trace: trace.trace, part: "search" as const, trial: proposal.id, control, candidate };
  const report = await bed.replay(request);
  const search = evaluate(report, proposal.hypothesis);
  return { proposal, search, candidate, bytes: report.bytes.candidate, fate: "tried", why: search.text, at };
}

interface Confirming {
  entries: ArchiveEntry[];
  archive: readonly ArchiveEntry[];
  live: Live;
  trace: TraceState;
}

/** As the state Confirm: the best, once, on what was held out. Writes into the entries what became of each. */
async function confirmed(
  bed: Bed,
  { entries, live, trace, archive }: Confirming,
): Promise<ArchiveEntry | undefined> {
  const [best, ...others] = ranked(
    entries.flatMap(({ proposal, search: outcome, bytes = 0 }) =>
      outcome === undefined ? [] : [{ proposal, outcome, bytes }],
    ),
  );
  for (const entry of entries)
    if (others.some(({ proposal }) => proposal === entry.proposal)) entry.fate = "not-chosen";
  const entry = entries.find(({ proposal }) => proposal === best?.proposal);
  if (entry?.candidate === undefined) return undefined;
  const why = whyNotHeldOut(entry, trace, { archive });
  if (why !== undefined) throw new Error(`${entry.proposal.title}: ${why}`);
  const { id: trial, hypothesis } = entry.proposal;
  const { candidate } = entry;
  const request = { trace: trace.trace, part: "held-out" as const, trial, control: live.digest, candidate };
  entry.heldOut = evaluate(await bed.replay(request), hypothesis);
  const isProven = entry.heldOut.outcome === "benefit";
  entry.fate = isProven ? "live" : "withheld";
  return isProven ? entry : undefined;
}
