import { Evidence } from "../../shared/delivery/evidence.ts";
import { nothingMeant } from "../../shared/delivery/meant.ts";
import { policyOf } from "../../shared/delivery/policy.ts";
import { seedOf } from "../../shared/random.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { deployedPolicy } from "../runtime/deployed-policy.ts";

export interface InjectInput {
  run: string;
  service: string;
  release: string;
  kind: string;
}

/** Has a release answer beside the sound one, as Shadow has those of services by the deployment's policy; nothing is meant. */
export async function inject({ run, service, release, kind }: InjectInput) {
  const { shadow, slow, rows } = policyOf(deployedPolicy());
  const { generated } = shadow;
  await callDataPlane({
    method: "POST",
    path: `/services/${service}/shadow`,
    body: {
      release,
      previous: "sound",
      newest: "sound",
      meant: nothingMeant,
      generated,
      seed: seedOf(`${run} ${release}`),
      slow,
      rows,
    },
    answer: Evidence,
  });
  // Nobody calls: what made-up calls have shown is all that there will be.
  return { result: { until: new Date().toISOString() }, said: `${kind}, beside the sound release` };
}
