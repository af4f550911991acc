import type { Design } from "../../../shared/design/design.ts";
import { readDesign } from "../../../shared/design/text.ts";
import { type Shrinkage, shrinkage } from "../../../shared/improvement/choose.ts";
import { improvementPolicies } from "../../../shared/improvement/policy.ts";
import { DataPlane } from "../../integration/objects/fixtures/data-plane.ts";
import { Bed } from "./bed.ts";
import { type Measure, measure } from "./measure.ts";
import { byChance, engine } from "./proposers.ts";
import { type Found, search } from "./search.ts";
import type { Workload } from "./workload.ts";

/** How much is recorded and tried in a round. */
const policy = improvementPolicies.local;

/** Designs that are measured beside each other. */
export const sides = ["planted", "engine", "random", "handTuned"] as const;
export type Side = (typeof sides)[number];

/** One seed of a workload. */
export interface Result {
  seed: number;
  measures: Record<Side, Measure>;
  designs: Record<Side, Design>;
  trials: number;
  rounds: number;
  promoted: string[];
  promotedByChance: string[];
  /** What was told to a person. */
  asked: string[];
  /** What was tried and did not come live, with the reason. */
  refused: string[];
  shrinkage: Shrinkage;
  gains: { search: number; heldOut: number }[];
}

/** Plants, improves, improves by chance, and measures all beside the expert's design, on one service. */
export async function runWorkload(workload: Workload, seed: number): Promise<Result> {
  const plane = await DataPlane.start();
  try {
    const bed = new Bed(plane, { workload, service: workload.name.toLowerCase().replace(/\W+/g, "-"), seed });
    const [planted, handTuned] = [workload.planted, workload.handTuned].map((one) =>
      readDesign(one, bed.blueprint),
    );
    if (planted === undefined || handTuned === undefined) throw new Error("A workload has two designs.");
    await bed.promote(handTuned);
    await bed.callers.fill();
    const { trials, trace } = policy;
    const { requests } = trace;
    const found = await search(bed, {
      live: await bed.promote(planted),
      requests,
      proposer: engine(bed, trials),
    });
    const byLuck = await search(bed, {
      live: await bed.promote(planted),
      requests,
      proposer: byChance(bed, { trials: found.trials, seed }),
    });
    const designs = { planted, engine: found.design, random: byLuck.design, handTuned };
    const [a, b, c, d] = await measure(
      bed,
      sides.map((side) => designs[side]),
      requests,
    );
    if (a === undefined || b === undefined || c === undefined || d === undefined)
      throw new Error("Not measured.");
    return {
      seed,
      measures: { planted: a, engine: b, random: c, handTuned: d },
      designs,
      ...told(found, byLuck),
    };
  } finally {
    await plane.stop();
  }
}

function told({ archive, trials, promoted, findings }: Found, byLuck: Found) {
  return {
    trials: trials.reduce((sum, one) => sum + one, 0),
    rounds: trials.length,
    promoted,
    promotedByChance: byLuck.promoted,
    asked: [...new Set(findings.filter(({ kind }) => kind === "spec").map(({ text }) => text))],
    refused: archive
      .filter(({ fate }) => fate !== "live")
      .map(
        ({ proposal, heldOut, search: first, why }) =>
          `${proposal.title}: ${heldOut?.text ?? first?.text ?? why}`,
      ),
    shrinkage: shrinkage([...archive, ...byLuck.archive]),
    gains: [...archive, ...byLuck.archive].flatMap(({ search: first, heldOut }) =>
      first === undefined || heldOut === undefined ? [] : [{ search: first.gain, heldOut: heldOut.gain }],
    ),
  };
}
