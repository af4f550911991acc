import * as z from "zod";
import { ConcurrencyPolicy } from "../../shared/telemetry/concurrency.ts";
import { environmentVariable } from "../runtime/environment.ts";
import { emitScaled } from "./emit.ts";
import { scaleFunctions } from "./scale.ts";

const Functions = z.record(z.string(), z.string());

/** Every five minutes: has as many environments kept started as functions need now and are going to need. */
export async function handler(): Promise<void> {
  await scaleFunctions({
    functions: Functions.parse(JSON.parse(environmentVariable("SCALED_FUNCTIONS"))),
    policy: ConcurrencyPolicy.parse(JSON.parse(environmentVariable("SCALING_POLICY"))),
    now: Date.now,
    emit: emitScaled,
  });
}
