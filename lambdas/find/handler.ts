import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { find } from "./find.ts";

export const handler = stateFunction({
  state: "Find",
  role: "operator",
  input: z.strictObject({ service: z.string().nullable(), release: z.string().nullable() }),
  perform: find,
});
