import * as z from "zod";
import { Question } from "../../shared/calibration/calibration.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { inspect } from "./inspect.ts";

export const handler = stateFunction({
  state: "Inspect",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    question: Question,
    kind: z.string(),
    until: z.iso.datetime(),
  }),
  perform: inspect,
});
