import type { Evidence, Judgement, Phase } from "../evidence.ts";

/**
 * Seconds that calls may still be made up after a phase's time is up: what they show is not known before, and how long
 * they take says more of the machine than of the release.
 */
const longestGeneration = 240;

export interface VerdictInput {
  judgement: Judgement;
  evidence: Evidence;
  phase: Phase;
  /** When the phase's time is up, and when this look is taken, in milliseconds since the epoch. */
  until: number;
  now: number;
}

/**
 * What follows from one look. A watch lasts its whole time, and what it can't prove was proven before. Time is not up
 * while calls are still being made up, for 240 s at most.
 */
export function verdictOf({
  judgement,
  evidence,
  phase,
  until,
  now,
}: VerdictInput): "harm" | "safe" | "unproven" | "waiting" {
  const { outcome } = judgement;
  if (outcome === "harm") return "harm";
  if (phase === "watch") return now >= until ? "safe" : "waiting";
  if (outcome === "safe") return "safe";
  const end = evidence.generating === true ? until + longestGeneration * 1_000 : until;
  return now >= end ? "unproven" : "waiting";
}
