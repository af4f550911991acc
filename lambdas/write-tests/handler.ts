import * as z from "zod";
import { warmFormatter } from "../runtime/format-source.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { writeServiceTests } from "./write-service-tests.ts";

await warmFormatter();

export const handler = stateFunction({
  state: "WriteTests",
  role: "tester",
  input: z.strictObject({
    service: z.string(),
    requirement: z.string(),
    clauses: z.string(),
    spec: z.string(),
    findings: z.string().nullable(),
    tests: z.string().nullable(),
  }),
  perform: writeServiceTests,
});
