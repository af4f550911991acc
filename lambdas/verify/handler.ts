import * as z from "zod";
import { UnmetClausesPolicy } from "../../shared/runs/run.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { verifyService } from "./verify-service.ts";

export const handler = stateFunction({
  state: "Verify",
  role: "tester",
  input: z.strictObject({
    service: z.string(),
    blueprint: z.string(),
    clauses: z.string(),
    source: z.string(),
    tests: z.string(),
    unmetClauses: UnmetClausesPolicy,
  }),
  perform: verifyService,
});
