import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { inject } from "./inject.ts";

export const handler = stateFunction({
  state: "Inject",
  role: "operator",
  input: z.strictObject({ service: z.string(), release: z.string(), kind: z.string() }),
  perform: inject,
});
