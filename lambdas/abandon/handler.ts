import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { abandon } from "./abandon.ts";

export const handler = stateFunction({
  state: "Abandon",
  role: "operator",
  input: z.strictObject({
    machine: z.enum(["Develop", "Deliver"]),
    failure: z.object({ Error: z.string(), Cause: z.string().default("") }),
  }),
  perform: abandon,
});
