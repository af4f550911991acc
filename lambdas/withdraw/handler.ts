import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { withdraw } from "./withdraw.ts";

export const handler = stateFunction({
  state: "Withdraw",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string(), reason: z.string() }),
  perform: withdraw,
});
