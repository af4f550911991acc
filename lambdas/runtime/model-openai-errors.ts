import { APIConnectionError, APIError, APIUserAbortError } from "openai";
import { ModelError, type ModelErrorKind } from "../../shared/models/errors.ts";
import type { Usage } from "../../shared/models/model.ts";
import { isAborted, withCauses } from "./model-causes.ts";
import { outOfTime } from "./model-time.ts";

export interface Asked {
  modelId: string;
  baseUrl: string;
  key: string | undefined;
  signal: AbortSignal | undefined;
}

/** What an endpoint's error means, in words that say what to do. */
export function openAiError(error: unknown, asked: Asked, spent?: Usage): ModelError {
  const { modelId, baseUrl, signal } = asked;
  const rest = spent === undefined ? {} : { spent };
  if (error instanceof ModelError) return error;
  if (error instanceof APIUserAbortError || isAborted(error, signal))
    return outOfTime(modelId, signal, spent);
  const said = withoutKeys(withCauses(error), asked.key);
  if (error instanceof APIConnectionError || !(error instanceof APIError)) {
    const what =
      spent === undefined
        ? `The model ${modelId} at ${baseUrl} can't be reached: ${said}. Check that its server runs there.`
        : `The connection to the model ${modelId} at ${baseUrl} broke in the middle of an answer: ${said}.`;
    // Node's network errors carry codes and addresses, no header.
    return new ModelError(what, { kind: "connection", cause: error, ...rest });
  }
  const kind = kindOf(error, said);
  return new ModelError(
    `The model ${modelId} at ${baseUrl} did not answer: ${said}. ${advice[kind](asked)}`,
    {
      kind,
      ...(hasNoQuota(error) ? { retryable: false } : {}),
      ...rest,
    },
  );
}

/** What an endpoint itself tells by an error: it was reached, in time, and spoke the protocol. */
type Told = Exclude<ModelErrorKind, "connection" | "unreadable" | "time">;

const advice: Record<Told, (asked: Asked) => string> = {
  access: ({ key }) =>
    key === undefined
      ? "No key was given: set AIDEVOS_MODEL_KEY, or name the key's secret where it is deployed."
      : "Check that the key is right and may use this model.",
  throttled: () => "Wait, or raise the account's limits.",
  service: () => "Its own log says more.",
  "not-found": () =>
    "Check the model's name and that the base URL ends where /chat/completions follows, most often in /v1.",
  "too-long": () =>
    "Use a model with a larger context, or let its server give it one, or make the requirement shorter.",
  invalid: () => '"npx aidevos doctor" says what the endpoint can do.',
};

/** Below 500. */
const byStatus: Record<number, Told> = {
  401: "access",
  402: "access",
  403: "access",
  404: "not-found",
  405: "not-found",
  408: "service",
  409: "service",
  413: "too-long",
  429: "throttled",
};

/** A server that does not know a part of the request may call that its own failure: llama.cpp and Ollama do. */
const unknownPart = /\b(tools?|tool_choice|jinja|function call|response_format|json_schema|grammar)\b/i;

function kindOf(error: APIError, said: string): Told {
  const { status, code } = error;
  if (code === "context_length_exceeded" || tooLong.test(said)) return "too-long";
  if (code === "rate_limit_exceeded") return "throttled";
  if (code === "model_not_found") return "not-found";
  if (status === undefined) return "service";
  if (status >= 500)
    return unknownPart.test(said) && (status === 500 || status === 501) ? "invalid" : "service";
  return byStatus[status] ?? "invalid";
}

const tooLong =
  /context (length|size|window) (exceeded|is exceeded)|exceeds? the (available |maximum )?context|prompt is too long|input is too long/i;

/** 429 also says that nothing is left to pay with, which no waiting mends. */
function hasNoQuota({ code, type }: APIError): boolean {
  return code === "insufficient_quota" || type === "insufficient_quota";
}

/** Endpoints repeat the key that they refuse, whole or in part. */
function withoutKeys(text: string, key: string | undefined): string {
  const named = key === undefined || key === "" ? text : text.replaceAll(key, "***");
  return named.replaceAll(/\b(sk|pk|gsk|xai|or|key)-[\w*.-]{4,}/gi, "***");
}
