import { counted } from "../../counted.ts";
import type { Evidence, Judgement, Phase } from "../evidence.ts";
import type { Policy } from "../policy.ts";

/** Pairs without one unlike, failed or slow answer that show a release to be safe. */
const enough = 300;

/** Harm is any confirmed difference and any pair that failed; safe are 300 pairs without either; else nothing is proven. */
export function judge({ evidence }: { evidence: Evidence; policy: Policy; phase: Phase }): Judgement {
  const { generated, mirrored } = evidence;
  const compared = generated.compared + mirrored.compared;
  const unlike = generated.unlike.candidate + mirrored.unlike.candidate;
  const failed = generated.failed.candidate + mirrored.failed.candidate;
  const harmful = unlike + failed > 0;
  const outcome = harmful ? "harm" : compared >= enough ? "safe" : "inconclusive";
  const text = `${counted(compared, "answer")} compared, ${unlike} unlike, ${failed} failed`;
  return {
    outcome,
    measures: [{ measure: "unlike", outcome, harm: harmful ? Number.MAX_VALUE : 0, safe: compared, text }],
    text,
  };
}
