import * as z from "zod";
import { Digest } from "../../shared/delivery/bundle.ts";
import { stateFunction } from "../runtime/state-function.ts";
import { commitRelease } from "./commit-release.ts";

export const handler = stateFunction({
  state: "Commit",
  role: "developer",
  input: z.strictObject({
    service: z.string(),
    requirement: z.string(),
    blueprint: z.string(),
    source: z.string(),
    tests: z.string(),
    merge: z.string(),
    report: z.string(),
    bundle: Digest,
    previous: z.string().nullable(),
    pushed: z.string().nullable(),
  }),
  perform: commitRelease,
});
