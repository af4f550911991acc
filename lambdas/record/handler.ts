import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { record } from "./record.ts";

export const handler = stateFunction({
  state: "Record",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string() }),
  perform: record,
});
