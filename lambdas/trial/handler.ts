import * as z from "zod";
import { stateFunction } from "../runtime/state-function.ts";
import { tryProposal } from "./try-proposal.ts";

export const handler = stateFunction({
  state: "Trial",
  role: "operator",
  input: z.strictObject({ service: z.string(), proposal: z.string() }),
  perform: tryProposal,
});
