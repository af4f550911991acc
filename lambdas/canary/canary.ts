import { counted } from "../../shared/counted.ts";
import { CanaryAnswer } from "../../shared/delivery/control.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { holdOrWithdraw } from "../runtime/hold-or-withdraw.ts";
import { holdDelivery } from "../runtime/runs.ts";

export interface CanaryInput {
  run: string;
  execution: string;
  service: string;
  release: string;
  previous: string | null;
  newest: string | null;
  /** Of the service's objects. */
  share: number;
}

/**
 * Lets a share of the service's objects run the release; none where there is none to spare.
 *
 * @throws RunClosedError when the run is not this execution's any more
 */
export async function canary({ run, execution, service, release, previous, newest, share }: CanaryInput) {
  await holdDelivery(run, execution);
  const answer = await callDataPlane({
    method: "POST",
    path: `/services/${service}/canary`,
    body: { release, previous, newest, share },
    answer: CanaryAnswer,
  });
  await holdOrWithdraw({ run, execution, service, release });
  const objects = counted(answer.objects, "object");
  return {
    result: answer,
    said:
      answer.canary === 0 ? `${objects}, none to spare` : `${answer.canary} of ${objects} run the release`,
  };
}
