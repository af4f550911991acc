import * as z from "zod";
import { Phase } from "../../shared/delivery/evidence.ts";
import { Policy } from "../../shared/delivery/policy.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { look } from "./look.ts";

export const handler = stateFunction({
  state: "Judge",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    previous: z.string().nullable(),
    phase: Phase,
    policy: Policy,
    seconds: z.number(),
    until: z.iso.datetime(),
  }),
  perform: look,
});
