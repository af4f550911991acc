import * as z from "zod";
import { Answer } from "../../shared/calibration/calibration.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { emitRates } from "./emit-rates.ts";
import { tally } from "./tally.ts";

export const handler = stateFunction({
  state: "Tally",
  role: "operator",
  input: z.strictObject({
    answers: z.array(Answer),
    failure: z.object({ Error: z.string(), Cause: z.string().default("") }).nullable(),
  }),
  perform: (input) => tally({ ...input, emitRates }),
});
