import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { diagnoseService } from "./diagnose-service.ts";

export const handler = stateFunction({
  state: "Diagnose",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string() }),
  perform: diagnoseService,
});
