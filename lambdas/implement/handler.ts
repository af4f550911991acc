import * as z from "zod";
import { warmFormatter } from "../runtime/format-source.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { implement } from "./implement.ts";

await warmFormatter();

export const handler = stateFunction({
  state: "Implement",
  role: "developer",
  input: z.strictObject({
    requirement: z.string(),
    clauses: z.string(),
    spec: z.string(),
    blueprint: z.string(),
    design: z.string().nullable(),
    previous: z.string().nullable(),
    findings: z.string().nullable(),
    source: z.string().nullable(),
    hand: z.string().nullable(),
  }),
  perform: implement,
});
