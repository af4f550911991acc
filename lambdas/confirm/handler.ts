import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { confirm } from "./confirm.ts";

export const handler = stateFunction({
  state: "Confirm",
  role: "operator",
  input: z.strictObject({ service: z.string(), proposals: z.array(z.string()) }),
  perform: confirm,
});
