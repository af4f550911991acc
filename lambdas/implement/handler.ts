import * as z from "zod";
import { formatSource } from "../runtime/format-source.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { implement } from "./implement.ts";

// Lambda gives the start of an environment a whole processor: what the formatter compiles once is compiled there.
await formatSource([
  { path: "warm.ts", content: "export const ready = { so: [true], f: (x: number) => x + 1 };" },
]);

export const handler = stateFunction({
  state: "Implement",
  role: "developer",
  input: z.strictObject({
    requirement: z.string(),
    spec: z.string(),
    blueprint: z.string(),
    previous: z.string().nullable(),
  }),
  perform: implement,
});
