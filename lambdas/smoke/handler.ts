import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { smoke } from "./smoke.ts";

export const handler = stateFunction({
  state: "Smoke",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string() }),
  perform: smoke,
});
