import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { submit } from "./submit.ts";

export const handler = stateFunction({
  state: "Submit",
  role: "operator",
  input: z.strictObject({ service: z.string(), proposal: z.string() }),
  perform: submit,
});
