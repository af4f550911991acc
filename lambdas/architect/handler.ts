import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { draft } from "./draft.ts";

export const handler = stateFunction({
  state: "Architect",
  role: "architect",
  input: z.strictObject({
    service: z.string(),
    requirement: z.string(),
    clauses: z.string(),
    temperament: z.enum(["lean", "scale", "guard"]),
    former: z.strictObject({ spec: z.string(), blueprint: z.string() }).nullable(),
    findings: z.string().nullable(),
  }),
  perform: draft,
});
