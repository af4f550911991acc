import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { conclude } from "./conclude.ts";

export const handler = stateFunction({
  state: "Learn",
  role: "operator",
  input: z.strictObject({
    service: z.string().nullable(),
    proposal: z.string().nullable(),
    outcome: z.enum(["improved", "nothing", "rolled-back", "failed"]),
    text: z.string(),
  }),
  perform: conclude,
});
