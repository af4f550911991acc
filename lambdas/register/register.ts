import { RegisterAnswer } from "../../shared/delivery/control.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { callDataPlane } from "../runtime/data-plane.ts";
import { changeRecord } from "../runtime/records.ts";

export interface RegisterInput {
  run: string;
  service: string;
  release: string;
  /** Digest. */
  bundle: string;
}

/** Makes the release known to the data plane, where it is loaded beside the live one. */
export async function register({ run, service, release, bundle }: RegisterInput) {
  const { status, live } = await callDataPlane({
    method: "PUT",
    path: `/services/${service}/releases/${release}`,
    body: { service, id: release, digest: bundle, run },
    answer: RegisterAnswer,
  });
  if (status === "registered") await changeRecord(recordKeys.release(service, release), { status });
  return {
    result: { status, live },
    said: live === null ? "the first release" : `beside ${live.slice(0, 7)}`,
  };
}
