import type * as z from "zod";
import { counted } from "../../shared/counted.ts";
import { RegisterAnswer } from "../../shared/delivery/control.ts";
import { type Policy, type PolicyChoice, policyOf } from "../../shared/delivery/policy.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { deployedPolicy } from "../runtime/deployed-policy.ts";
import { changeRecord } from "../runtime/records.ts";
import { changeOf } from "../runtime/release-change.ts";
import { claimDelivery, readRun } from "../runtime/runs.ts";
import { joinService } from "../runtime/services.ts";
import type { StateResult } from "../runtime/state-function.ts";

export interface RegisterInput {
  run: string;
  execution: string;
  service: string;
  release: string;
  /** Digest. */
  bundle: string;
  /** The release that this one was built upon, which must still be live. */
  previous: string | null;
  /** The newest release that ever was live, then as now. */
  newest: string | null;
  /** Whether a run that ended may go on: somebody redrives it. */
  reopen: boolean;
  /** Null where the request names none: then the run's own holds, else what the deployment has chosen. */
  policy: z.infer<typeof PolicyChoice> | null;
}

/** How the release goes on; nothing is left to do where the run has ended. */
type Registered =
  | { open: false }
  | {
      open: true;
      /** Whether there is a live release to compare it with. */
      compared: boolean;
      policy: Policy;
      /** Digest of the ReleaseChange. */
      change: string;
      /** How many there are. */
      breaks: number;
    };

/**
 * Takes the run over, and makes its release known to the data plane, where it is loaded beside the live one. Gives what
 * decides its way from there: the policy, whether there is a live release to compare it with, what is meant to differ
 * and what breaks. A run that has ended already is not opened again by an event that comes twice or late.
 */
export async function register(input: RegisterInput): Promise<StateResult<Registered>> {
  const { run, execution, service, release, bundle, previous, newest, reopen } = input;
  if (!(await claimDelivery(run, execution, { release, reopen }))) {
    return { result: { open: false }, said: "nothing to do: the run has ended" };
  }
  const { requirement, policy: chosen } = await readRun(run);
  if (requirement !== undefined) await joinService({ run, service, requirement });
  const { status, live } = await callDataPlane({
    method: "PUT",
    path: `/services/${service}/releases/${release}`,
    body: { service, id: release, digest: bundle, run, previous, newest },
    answer: RegisterAnswer,
  });
  if (status === "registered") await changeRecord(recordKeys.release(service, release), { status });
  const compared = live !== null && live !== release;
  const { digest, breaks } = await changeOf(service, { release, previous: compared ? live : null });
  const choice = input.policy ?? chosen ?? deployedPolicy();
  return {
    result: {
      open: true,
      compared,
      policy: policyOf(choice),
      change: digest,
      breaks: breaks.length,
    },
    said: [
      live === null ? "the first release" : `beside ${live.slice(0, 7)}`,
      `by the policy ${typeof choice === "string" ? choice : "of the request"}`,
      ...(breaks.length === 0 ? [] : [`${counted(breaks.length, "break")} of the live API`]),
    ].join(", "),
  };
}
