import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { merge } from "./merge.ts";

export const handler = stateFunction({
  state: "Merge",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    pushed: z.string().nullable(),
    previous: z.string().nullable(),
    source: z.string(),
    tests: z.string(),
  }),
  perform: merge,
});
