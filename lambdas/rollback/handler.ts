import * as z from "zod";
import { Author } from "../../shared/runs/rollout.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { rollback } from "./rollback.ts";

export const handler = stateFunction({
  state: "Rollback",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string().nullable(),
    requested: z.boolean(),
    by: Author,
    failure: z.object({ Error: z.string(), Cause: z.string().default("") }),
  }),
  perform: rollback,
});
