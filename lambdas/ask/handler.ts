import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { Policy } from "../../shared/delivery/policy.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { ask } from "./ask.ts";

export const handler = stateFunction({
  state: "Ask",
  role: "operator",
  input: z.strictObject({
    token: z.string(),
    /** Seconds that an answer is waited for. */
    seconds: z.number(),
    service: z.string(),
    release: z.string(),
    change: Digest,
    approval: Policy.shape.approval,
    unproven: z.string().nullable(),
    evidence: Digest.nullable(),
  }),
  perform: ask,
});
