import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { arbitrate } from "./arbitrate.ts";

export const handler = stateFunction({
  state: "Arbitrate",
  role: "reviewer",
  input: z.strictObject({
    clauses: z.string(),
    spec: z.string(),
    source: z.string(),
    tests: z.string(),
    report: z.string(),
    verdicts: z.string().nullable(),
  }),
  perform: arbitrate,
});
