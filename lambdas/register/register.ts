import { RegisterAnswer } from "../../shared/delivery/control.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { changeRecord } from "../runtime/records.ts";
import { claimDelivery, readRun } from "../runtime/runs.ts";
import { joinService } from "../runtime/services.ts";

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
}

/**
 * Takes the run over, and makes its release known to the data plane, where it is loaded beside the live one. A run that
 * has ended already is not opened again by an event that comes twice or late.
 */
export async function register(input: RegisterInput) {
  const { run, execution, service, release, bundle, previous, newest, reopen } = input;
  if (!(await claimDelivery(run, execution, { release, reopen }))) {
    return { result: { open: false }, said: "nothing to do: the run has ended" };
  }
  const { requirement } = await readRun(run);
  if (requirement !== undefined) await joinService({ run, service, requirement });
  const { status, live } = await callDataPlane({
    method: "PUT",
    path: `/services/${service}/releases/${release}`,
    body: { service, id: release, digest: bundle, run, previous, newest },
    answer: RegisterAnswer,
  });
  if (status === "registered") await changeRecord(recordKeys.release(service, release), { status });
  return {
    result: { open: true },
    said: live === null ? "the first release" : `beside ${live.slice(0, 7)}`,
  };
}
