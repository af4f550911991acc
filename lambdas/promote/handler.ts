import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { promote } from "./promote.ts";

export const handler = stateFunction({
  state: "Promote",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    previous: z.string().nullable(),
    newest: z.string().nullable(),
    approval: z.object({ by: z.string(), reason: z.string() }).nullable(),
  }),
  perform: promote,
});
