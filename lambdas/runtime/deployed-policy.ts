import type * as z from "zod";
import { PolicyChoice } from "../../shared/delivery/policy.ts";
import { environmentVariable } from "./environment.ts";

/** What the deployment has chosen for releases that ask for nothing else. */
export function deployedPolicy(): z.infer<typeof PolicyChoice> {
  return PolicyChoice.parse(JSON.parse(environmentVariable("DELIVERY_POLICY")));
}
