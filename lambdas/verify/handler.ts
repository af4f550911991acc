import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { readToolbox } from "../runtime/toolbox.ts";
import { prepareTypeCheck } from "../runtime/type-check.ts";
import { verifyService } from "./verify-service.ts";

// Lambda gives the start of an environment a whole processor: what every check needs is parsed there.
prepareTypeCheck(await readToolbox());

export const handler = stateFunction({
  state: "Verify",
  role: "tester",
  input: z.strictObject({
    service: z.string(),
    blueprint: z.string(),
    clauses: z.string(),
    source: z.string(),
    tests: z.string(),
    edited: z.boolean(),
    verdicts: z.string().nullable(),
  }),
  perform: verifyService,
});
