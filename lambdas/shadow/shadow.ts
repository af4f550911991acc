import { counted } from "../../shared/counted.ts";
import { Evidence } from "../../shared/delivery/evidence.ts";
import type { Policy } from "../../shared/delivery/policy.ts";
import { seedOf } from "../../shared/random.ts";
import { ReleaseChange } from "../../shared/runs/rollout.ts";
import { getArtifact } from "../runtime/artifacts.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { holdOrWithdraw } from "../runtime/hold-or-withdraw.ts";
import { holdDelivery } from "../runtime/runs.ts";

export interface ShadowInput {
  run: string;
  execution: string;
  service: string;
  release: string;
  previous: string | null;
  newest: string | null;
  policy: Policy;
  /** Digest of the ReleaseChange. */
  change: string;
}

/**
 * Has the release answer beside the live one, on copies of its data: calls that are made up first, from then on what
 * callers ask as well. The same release is always tried by the same calls.
 *
 * @throws RunClosedError when the run is not this execution's any more
 */
export async function shadow(input: ShadowInput) {
  const { run, execution, service, release, previous, newest, policy, change } = input;
  await holdDelivery(run, execution);
  const { meant } = await getArtifact(change, ReleaseChange);
  await callDataPlane({
    method: "POST",
    path: `/services/${service}/shadow`,
    body: {
      release,
      previous,
      newest,
      meant,
      generated: policy.shadow.generated,
      seed: seedOf(release),
      slow: policy.slow,
      rows: policy.rows,
    },
    answer: Evidence,
  });
  await holdOrWithdraw({ run, execution, service, release });
  return {
    result: {},
    said: `beside ${previous?.slice(0, 7)}, by ${counted(policy.shadow.generated, "made-up call")} and then by callers' own`,
  };
}
