import { nextAlpha } from "../../../shared/improvement/budget.ts";
import { diagnose } from "../../../shared/improvement/diagnose.ts";
import { usualHypothesis } from "../../../shared/improvement/proposal-of.ts";
import { propose } from "../../../shared/improvement/propose.ts";
import { randomProposals } from "../../../shared/improvement/random-proposals.ts";
import type { Bed } from "./bed.ts";
import type { Proposer } from "./search.ts";

/** As the state Diagnose. */
export function engine({ service, blueprint }: Bed, most: number): Proposer {
  return async ({ live, archive, profile: read }) => {
    const { release, design } = live;
    const measured = { profile: await read(), blueprint, design };
    const findings = diagnose(measured);
    const registeredAt = new Date().toISOString();
    const proposals = propose({ ...measured, service, release, findings, archive, registeredAt, most });
    return { proposals, findings };
  };
}

/** By chance, as many in each round as the engine had tried. */
export function byChance(
  { service, blueprint }: Bed,
  { trials, seed }: { trials: readonly number[]; seed: number },
): Proposer {
  return async ({ number, live: { release, design }, archive }) => {
    const count = trials[number] ?? 0;
    const hypothesis = {
      ...usualHypothesis,
      alpha: nextAlpha(archive, service),
      registeredAt: new Date().toISOString(),
    };
    const context = { service, release, blueprint, hypothesis };
    return { proposals: randomProposals({ ...context, design, count, seed: seed + number }) };
  };
}
