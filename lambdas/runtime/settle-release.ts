import * as z from "zod";
import { callDataPlane } from "./data-plane.ts";

/** Has the data plane compare a release with the one before it no more. */
export async function settleRelease(service: string, release: string): Promise<void> {
  await callDataPlane({
    method: "POST",
    path: `/services/${service}/settle`,
    body: { release },
    answer: z.undefined(),
  });
}
