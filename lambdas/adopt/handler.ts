import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { adopt } from "./adopt.ts";

export const handler = stateFunction({
  state: "Adopt",
  role: "operator",
  input: z.strictObject({ push: z.unknown(), redriven: z.boolean() }),
  perform: adopt,
});
