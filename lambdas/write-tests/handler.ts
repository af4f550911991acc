import * as z from "zod";
import { formatSource } from "../runtime/format-source.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { writeAcceptanceTests } from "./write-acceptance-tests.ts";

// Lambda gives the start of an environment a whole processor: what the formatter compiles once is compiled there.
await formatSource([
  { path: "warm.ts", content: "export const ready = { so: [true], f: (x: number) => x + 1 };" },
]);

export const handler = stateFunction({
  state: "WriteTests",
  role: "tester",
  input: z.strictObject({ service: z.string(), requirement: z.string(), clauses: z.string() }),
  perform: writeAcceptanceTests,
});
