import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { placebo } from "./placebo.ts";

export const handler = stateFunction({
  state: "Placebo",
  role: "operator",
  input: z.strictObject({ service: z.string(), trial: z.int(), kind: z.string(), digest: Digest }),
  perform: placebo,
});
