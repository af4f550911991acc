import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { Policy } from "../../shared/delivery/policy.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { shadow } from "./shadow.ts";

export const handler = stateFunction({
  state: "Shadow",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    previous: z.string().nullable(),
    newest: z.string().nullable(),
    policy: Policy,
    change: Digest,
  }),
  perform: shadow,
});
