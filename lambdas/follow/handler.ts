import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { follow } from "./follow.ts";

export const handler = stateFunction({
  state: "Follow",
  role: "operator",
  input: z.strictObject({ change: z.string(), until: z.iso.datetime() }),
  perform: follow,
});
