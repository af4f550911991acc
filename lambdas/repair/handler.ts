import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { repair } from "./repair.ts";

export const handler = stateFunction({
  state: "Repair",
  role: "developer",
  input: z.strictObject({ blueprint: z.string(), source: z.string(), report: z.string() }),
  perform: repair,
});
