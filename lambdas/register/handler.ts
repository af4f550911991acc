import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { PolicyChoice } from "../../shared/delivery/policy.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { register } from "./register.ts";

export const handler = stateFunction({
  state: "Register",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    bundle: Digest,
    previous: z.string().nullable(),
    newest: z.string().nullable(),
    reopen: z.boolean(),
    policy: PolicyChoice.nullable(),
  }),
  perform: register,
});
