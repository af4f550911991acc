import { median } from "simple-statistics";
import type { ArchiveEntry, Proposal, TrialOutcome } from "./proposal.ts";

/** A proposal that was tried on the search part. */
export interface Tried {
  proposal: Proposal;
  outcome: TrialOutcome;
  /** Of the data with it. */
  bytes: number;
}

/**
 * The proposals that the search part shows to be better, the best first: by the lower end of what each gains, since the best of
 * many measured gains is mostly one that chance has raised; then by the bytes of the data.
 */
export function ranked(tried: readonly Tried[]): Tried[] {
  return tried
    .filter(({ outcome }) => outcome.outcome === "benefit")
    .sort(
      (a, b) =>
        b.outcome.interval[0] - a.outcome.interval[0] ||
        a.bytes - b.bytes ||
        (a.proposal.id < b.proposal.id ? -1 : 1),
    );
}

/** What became of gains: the median share of the search part's that the next measurement found again, and how many there were. */
export interface Shrinkage {
  heldOut: { share: number; count: number } | null;
  production: { share: number; count: number } | null;
}

/** How much less the held-out part, and production after it, gained than what each was chosen by. */
export function shrinkage(archive: readonly ArchiveEntry[]): Shrinkage {
  const shares = (of: (entry: ArchiveEntry) => TrialOutcome | undefined, by: typeof of) => {
    const found = archive.flatMap((entry) => {
      const [after, before] = [of(entry), by(entry)];
      return after === undefined || before === undefined || before.gain <= 0
        ? []
        : [after.gain / before.gain];
    });
    return found.length === 0 ? null : { share: median(found), count: found.length };
  };
  return {
    heldOut: shares(
      ({ heldOut }) => heldOut,
      ({ search }) => search,
    ),
    production: shares(
      ({ production }) => production,
      ({ heldOut }) => heldOut,
    ),
  };
}
