import { failureHeader } from "@aidevos/kit";
import * as z from "zod";
import { causeOf } from "../../shared/telemetry/cause.ts";
import { TimeLimitError } from "../within.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Why a request failed, in words of the host's own, or as the service's code has it. */
export type Failure =
  | { cause: string }
  | { name: string; message: string /** A line of its stack. */; frame: string | null };

/** What a service's code says of an error that it has answered. */
const Said = z.object({ name: z.string(), message: z.string(), frame: z.string().nullable() });

/** What was thrown in place of an answer. */
export function thrownFailure(error: unknown): Failure {
  if (error instanceof TimeLimitError) return { cause: "No answer within the time limit" };
  if (!(error instanceof Error)) return { cause: "Something was thrown that is no error" };
  return { name: error.name, message: error.message, frame: null };
}

/** The answer without what is the host's alone, and why it is a failure when it is one. */
export function withoutFailure(answer: Response): { answer: Response; failure?: Failure } {
  if (answer.status < 500) return { answer };
  const header = answer.headers.get(failureHeader);
  if (header === null) return { answer, failure: { cause: `Answered ${answer.status}, and said no cause` } };
  const own = new Response(answer.body, answer);
  own.headers.delete(failureHeader);
  return { answer: own, failure: readFailure(header) };
}

function readFailure(header: string): Failure {
  try {
    return Said.parse(JSON.parse(decodeURIComponent(header)));
  } catch {
    return { cause: "Said a cause that can't be read" };
  }
}

/** What of a failure is kept: nothing that may be a caller's. */
export function keptFailure(failure: Failure, isOfCode: Vocabulary): { cause: string; place: string | null } {
  if ("cause" in failure) return { cause: failure.cause, place: null };
  const { name, message, frame } = failure;
  return {
    cause: `${causeOf(name, isOfCode)}: ${causeOf(message, isOfCode)}`,
    place: placeOf(frame, isOfCode),
  };
}

/** `list, loans.js:12` of a stack's line `at list (loans.js:12:7)`. */
function placeOf(frame: string | null, isOfCode: Vocabulary): string | null {
  const [, caller, file, line] =
    /^\s*at (?:(.{1,100}) \()?.*?([\w.-]{1,80}):(\d{1,7}):\d{1,7}\)?$/.exec(frame ?? "") ?? [];
  if (file === undefined || line === undefined) return null;
  const place = `${file}:${line}`;
  return caller === undefined ? place : `${causeOf(caller, isOfCode)}, ${place}`;
}
