import * as z from "zod";
import { Policy } from "../../shared/delivery/policy.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { canary } from "./canary.ts";

export const handler = stateFunction({
  state: "Canary",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    previous: z.string().nullable(),
    newest: z.string().nullable(),
    share: Policy.shape.canary.shape.steps.element.shape.share,
  }),
  perform: canary,
});
