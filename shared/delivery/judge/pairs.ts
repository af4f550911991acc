import { counted } from "../../counted.ts";
import type { Measured, Pairs } from "../evidence.ts";
import type { Policy } from "../policy.ts";
import { logEvidenceAbove, logEvidenceBelow, logEvidenceRarer, logMean } from "./evidence-of-counts.ts";
import { measuredOf } from "./measured.ts";

type Measure = "unlike" | "failed" | "slow" | "rows";

/** What a person reads after `3 of 512`, and for the pairs the other way round. */
const words: Record<Measure, { candidate: string; control: string }> = {
  unlike: { candidate: "answers unlike the other release's", control: "by chance" },
  failed: { candidate: "answers failed where the other release's did not", control: "the other way" },
  slow: { candidate: "answers slow where the other release's were not", control: "the other way" },
  rows: { candidate: "requests read too many rows beside the other release", control: "the other way" },
};

/**
 * Of the evidence that slow answers are rare, and that they are not much more than the other release's: mostly the former,
 * so that some 500 requests without a slow answer are enough, as for the other measures.
 */
const slowWeights = [7 / 8, 1 / 8];

/**
 * What requests say that both releases answered. Four measures, in the order of `words`.
 *
 * Harm, of callers' requests: only pairs in which one release alone is hit say anything, and with no harm each is as
 * likely to be the one as the other: a test with a share of 1/2. Of generated traffic, one unlike, failing or row-reading
 * call is harm outright: the data, the time and the ids are the same for both releases and it came again when all was
 * repeated from the start, so there is no chance left that could be tested for. How long an answer took is never the same
 * twice, so slow answers are tested in both kinds of traffic.
 *
 * Safety: the candidate alone is hit in less than the policy's tolerance of all requests compared. Slow answers come with
 * any load, so of them it is also enough that they are less than `canary.ratio` times as many as those of the other
 * release alone.
 */
export function judgePairs(
  { generated, mirrored }: { generated: Pairs; mirrored: Pairs },
  policy: Policy,
): Measured[] {
  const compared = generated.compared + mirrored.compared;
  const { tolerance } = policy.shadow;
  const { ratio } = policy.canary;
  return (["unlike", "failed", "slow", "rows"] as const).map((measure) => {
    const both = {
      candidate: generated[measure].candidate + mirrored[measure].candidate,
      control: generated[measure].control + mirrored[measure].control,
    };
    const rarer = logEvidenceRarer(both.candidate, compared, tolerance);
    const confirmed = measure === "slow" ? 0 : generated[measure].candidate;
    const harm =
      confirmed > 0
        ? Number.POSITIVE_INFINITY
        : logEvidenceAbove(measure === "slow" ? both : mirrored[measure], 1 / 2);
    const safe =
      measure === "slow"
        ? logMean([rarer, logEvidenceBelow(both, ratio / (1 + ratio), { fair: 1 / 2 })], slowWeights)
        : rarer;
    const { candidate, control } = words[measure];
    const again = confirmed > 0 ? `; of generated calls ${confirmed}, again when repeated` : "";
    const text = `${both.candidate} of ${compared} ${candidate}, ${both.control} ${control}${again}`;
    return measuredOf({ measure, harm, safe, text }, policy);
  });
}

/** How much was compared, for a person. */
export function comparedText({ generated, mirrored }: { generated: Pairs; mirrored: Pairs }): string {
  const meant = generated.meant + mirrored.meant;
  const asMeant = meant > 0 ? `, ${meant} unlike as meant` : "";
  return `${counted(generated.compared + mirrored.compared, "request")} compared${asMeant}`;
}
