import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { settle } from "./settle.ts";

export const handler = stateFunction({
  state: "Settle",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string() }),
  perform: settle,
});
