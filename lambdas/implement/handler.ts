import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { implement } from "./implement.ts";

export const handler = stateFunction({
  state: "Implement",
  role: "developer",
  input: z.strictObject({
    requirement: z.string(),
    blueprint: z.string(),
    previous: z.string().nullable(),
  }),
  perform: implement,
});
