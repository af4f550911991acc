import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { announce } from "./announce.ts";

export const handler = stateFunction({
  state: "Announce",
  role: "operator",
  input: z.strictObject({
    service: z.string(),
    release: z.string(),
    bundle: Digest,
    previous: z.string().nullable(),
    newest: z.string().nullable(),
  }),
  perform: announce,
});
