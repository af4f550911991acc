import { designProblems } from "../design/fit.ts";
import { canonicalJson } from "../digest.ts";
import { lifelongAlpha, nextAlpha } from "./budget.ts";
import { type Candidate, candidatesFor } from "./candidates.ts";
import { changed, type DesignChange } from "./change.ts";
import type { Measured } from "./measured.ts";
import { isNeeded } from "./needed-indexes.ts";
import type { ArchiveEntry, Finding, Proposal } from "./proposal.ts";
import { proposalId, proposalOf, usualHypothesis } from "./proposal-of.ts";

export interface ProposeInput extends Measured {
  service: string;
  release: string;
  findings: readonly Finding[];
  /** All that was ever proposed for the service. */
  archive: readonly ArchiveEntry[];
  /** When the hypotheses are written down. */
  registeredAt: string;
  /** What the hypotheses claim, where not as usual; `alpha` is what all of the service's trials may spend together. */
  least?: number;
  guard?: number;
  alpha?: number;
  /** How many at most. */
  most?: number;
}

/**
 * The changes that could mend the findings, each with its hypothesis, the best expected first. None that the release has had
 * tried; last come those that did no good to an earlier one. A cache waits while something else is to be tried for its list:
 * that makes each read cost little, whenever it comes, and then there may be nothing left to spare.
 */
export function propose(input: ProposeInput): Proposal[] {
  const { service, release, findings, archive, registeredAt, blueprint, most = 12 } = input;
  const { least = usualHypothesis.least, guard = usualHypothesis.guard, alpha = lifelongAlpha } = input;
  const hypothesis = { least, guard, alpha: nextAlpha(archive, service, alpha), registeredAt };
  const context = { service, release, blueprint, hypothesis };
  const tried = new Set(archive.filter(wasTried).map(({ proposal }) => proposal.id));
  const failed = new Set(
    archive
      .filter((entry) => entry.proposal.service === service && hasFailed(entry))
      .map(({ proposal }) => canonicalJson(proposal.change)),
  );
  const lasts = (change: DesignChange) => (failed.has(canonicalJson(change)) ? 1 : 0);
  const isOpen = ({ change, expected }: Candidate) =>
    expected > 0 && isAllowed(change, input) && !tried.has(proposalId({ service, release, change }));
  const candidates = findings.flatMap((finding) =>
    candidatesFor(finding, input).map((candidate) => ({ ...candidate, finding })),
  );
  const mendable = new Set(
    candidates
      .filter((one) => one.finding.kind === "reads" && isOpen(one) && lasts(one.change) === 0)
      .map(({ finding }) => finding.route),
  );
  return merged(
    candidates.filter(({ finding: { kind, route } }) => kind !== "repeats" || !mendable.has(route)),
  )
    .filter(isOpen)
    .sort((a, b) => lasts(a.change) - lasts(b.change) || b.expected - a.expected)
    .slice(0, most)
    .map(({ change, because }) => proposalOf(change, because, context));
}

/** Whether a change fits, and leaves what guards uniqueness. */
export function isAllowed(change: DesignChange, { design, blueprint }: Omit<Measured, "profile">): boolean {
  const after = changed(design, change);
  if (after === undefined || designProblems(after, blueprint).length > 0) return false;
  return change.kind !== "drop-index" || !isNeeded(change.index, design, blueprint);
}

/** One that is registered, and whose trial nobody came to, is made again. */
function wasTried({ fate, search }: ArchiveEntry): boolean {
  return fate !== "tried" || search !== undefined;
}

/** Whether a trial, a rollout or production has shown that a change does no good. */
export function hasFailed({ fate, search, heldOut, production }: ArchiveEntry): boolean {
  if (fate === "refused" || fate === "taken-back") return true;
  return [search, heldOut, production].some(
    (outcome) => outcome !== undefined && outcome.outcome !== "benefit",
  );
}

/** What mends several findings saves the sum. */
function merged(candidates: readonly Candidate[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = canonicalJson(candidate.change);
    const before = found.get(key);
    found.set(
      key,
      before === undefined ? candidate : { ...before, expected: before.expected + candidate.expected },
    );
  }
  return [...found.values()];
}
