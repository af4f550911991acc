import { settleRelease } from "../runtime/settle-release.ts";

export interface SettleInput {
  service: string;
  release: string;
}

/** Ends the watch over a release: nothing is compared with it any more. */
export async function settle({ service, release }: SettleInput) {
  await settleRelease(service, release);
  return { result: { release }, said: `${release.slice(0, 7)} stays` };
}
