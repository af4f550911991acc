import type { Measured } from "../evidence.ts";
import type { Policy } from "../policy.ts";

/**
 * The questions that a rollout's alarms ask: four of pairs, two of a canary's callers, two of callers after the promotion.
 * Each has the same part of alpha, which bounds the false alarms of the whole rollout by their sum (Bonferroni).
 */
const questions = 8;

export interface Finding {
  measure: string;
  /** Natural logarithms of the evidence; null: such evidence is not looked for. */
  harm: number | null;
  safe: number | null;
  text: string;
  /** How often the question is asked anew, on other evidence, in one rollout. */
  asked?: number;
}

/**
 * What a finding comes to. The evidence for harm is given times the measure's part of alpha, so that it is enough at
 * 1 / alpha like that for safety. Of alpha for safety nothing is shared out: a release is called safe only when all
 * measures are, so it is wrongly so only if one that is not has proven to be, alone (Berger 1982, intersection-union).
 */
export function measuredOf({ measure, harm, safe, text, asked = 1 }: Finding, { alpha }: Policy): Measured {
  const evidence = {
    harm: finite(harm === null ? 0 : harm - Math.log(questions * asked)),
    safe: finite(safe ?? 0),
  };
  const enough = 1 / alpha;
  const outcome = evidence.harm >= enough ? "harm" : evidence.safe >= enough ? "safe" : "inconclusive";
  return { measure, outcome, ...evidence, text };
}

function finite(log: number): number {
  return Math.min(Math.exp(log), Number.MAX_VALUE);
}
