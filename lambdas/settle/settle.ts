import * as z from "zod";
import { callDataPlane } from "../runtime/data-plane.ts";

export interface SettleInput {
  service: string;
  release: string;
}

/** Ends the watch over a release: nothing is compared with it any more. */
export async function settle({ service, release }: SettleInput) {
  await callDataPlane({
    method: "POST",
    path: `/services/${service}/settle`,
    body: { release },
    answer: z.undefined(),
  });
  return { result: { release }, said: `${release.slice(0, 7)} stays` };
}
