import * as z from "zod";
import type { Failure } from "../../shared/runs/run.ts";

const LambdaCause = z.object({ errorType: z.string(), errorMessage: z.string() });

/** What a state machine caught: a Lambda's exception stands as JSON in `Cause`, everything else as text. */
export function readFailure(caught: { Error: string; Cause: string }): z.infer<typeof Failure> {
  try {
    const { errorType, errorMessage } = LambdaCause.parse(JSON.parse(caught.Cause));
    return { error: errorType, message: errorMessage };
  } catch {
    return { error: caught.Error, message: caught.Cause };
  }
}
