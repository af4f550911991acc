import { Run, recordKeys } from "../../shared/runs/run.ts";
import { getRecord } from "../runtime/records.ts";

export interface FollowInput {
  /** The run that makes the change. */
  change: string;
  /** When it is given up: ISO 8601, UTC. */
  until: string;
}

/** Looks how far the run is that makes the change. A run that nobody has begun by then never will be. */
export async function follow({ change, until }: FollowInput) {
  const run = await getRecord(recordKeys.run(change), Run);
  const isLate = Date.now() > Date.parse(until);
  if (run === undefined || run.status === "developing" || run.status === "delivering") {
    const text = `${change} is ${run?.question === undefined ? (run?.status ?? "not begun") : "waiting for a person"}`;
    const status = isLate && run?.question === undefined ? "given-up" : "open";
    return { result: { status, text }, said: text };
  }
  const text =
    run.status === "live" ? `${change} is live` : (run.failure?.message ?? `${change} came to nothing`);
  return { result: { status: run.status, text }, said: text };
}
