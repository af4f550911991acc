import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { openRun } from "./open-run.ts";

export const handler = stateFunction({
  state: "Intake",
  role: "analyst",
  input: z.strictObject({ request: z.unknown() }),
  perform: openRun,
});
