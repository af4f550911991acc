import * as z from "zod";
import type { Failure } from "../../shared/runs/run.ts";
import { ServiceUnavailableError } from "./errors.ts";

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

/** Codes of Node's network errors: all of them are named "Error", which says nothing to a state machine. */
const lostConnections = new Set([
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "UND_ERR_SOCKET",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** An error by whose name a state machine can tell what passes by itself from what does not. */
export function nameFailure(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof ServiceUnavailableError) return error;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && lostConnections.has(String(cause.code))) {
      return new ServiceUnavailableError(`A connection was lost (${cause.code}): ${error.message}`, {
        cause: error,
      });
    }
  }
  return error;
}
