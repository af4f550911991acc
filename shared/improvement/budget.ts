import type { ArchiveEntry } from "./proposal.ts";
import type { TraceState } from "./trace.ts";

/** The chance, over a service's whole life, that a change which does nothing is ever promoted. */
export const lifelongAlpha = 0.05;

/**
 * The part of `alpha` that the next held-out trial of a service may spend: 6 / (pi^2 i^2) of it for the i-th. The parts
 * of all trials there can ever be sum to 1 (Basel), so the chance of a single wrong promotion stays at `alpha` by
 * their sum, however many trials come, however they hang together, and whatever made one try again.
 *
 * Online control of the false discovery rate (LORD and its kin) would leave more for late trials, but it lets through a
 * share of what is promoted; and what a small part costs is little: evidence grows exponentially with the pairs, so
 * that the tenth trial needs some seven pairs more than the first.
 */
export function alphaOf(trial: number, alpha = lifelongAlpha): number {
  return (6 * alpha) / (Math.PI * trial) ** 2;
}

/** What a service's next hypothesis may claim with, by what it has spent: trials on the search part spend nothing. */
export function nextAlpha(archive: readonly ArchiveEntry[], service: string, alpha = lifelongAlpha): number {
  const spent = archive.filter((entry) => entry.proposal.service === service && entry.heldOut !== undefined);
  return alphaOf(spent.length + 1, alpha);
}

/**
 * Why a proposal may not be tried on a trace's held-out part; undefined when it may. That part answers one trial of what the
 * search part has shown to be better, once, by a hypothesis that stood before.
 */
export function whyNotHeldOut(
  { proposal, search, heldOut }: Pick<ArchiveEntry, "proposal" | "search" | "heldOut">,
  trace: TraceState,
  { archive, alpha = lifelongAlpha }: { archive: readonly ArchiveEntry[]; alpha?: number },
): string | undefined {
  const { id, service, release, hypothesis } = proposal;
  if (!trace.isWhole) return `The trace ${trace.trace} is still being recorded.`;
  if (trace.release !== release)
    return `The trace ${trace.trace} is of ${trace.release}, and ${id} changes ${release}.`;
  if (trace.heldOutTrial !== null && trace.heldOutTrial !== id)
    return `The held-out part of ${trace.trace} has answered ${trace.heldOutTrial}: record another trace.`;
  if (search?.outcome !== "benefit") return `The search part has not shown ${id} to be better.`;
  if (
    heldOut !== undefined ||
    archive.some((entry) => entry.proposal.id === id && entry.heldOut !== undefined)
  )
    return `${id} has had its answer.`;
  const most = nextAlpha(archive, service, alpha);
  if (hypothesis.alpha > most)
    return `${id} claims with an error of ${hypothesis.alpha}, and ${service} has ${most.toPrecision(2)} left for it.`;
  return undefined;
}
