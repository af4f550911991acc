import { ModelError, type ModelErrorKind } from "../../shared/models/errors.ts";
import type { Usage } from "../../shared/models/model.ts";
import { isAborted, withCauses } from "./model-causes.ts";
import { outOfTime } from "./model-time.ts";

const kinds: Record<string, ModelErrorKind> = {
  AccessDeniedException: "access",
  UnrecognizedClientException: "access",
  InvalidSignatureException: "access",
  ExpiredTokenException: "access",
  ExpiredToken: "access",
  CredentialsProviderError: "access",
  ThrottlingException: "throttled",
  TooManyRequestsException: "throttled",
  ServiceQuotaExceededException: "throttled",
  ServiceUnavailableException: "service",
  InternalServerException: "service",
  ModelTimeoutException: "service",
  ModelNotReadyException: "service",
  ModelErrorException: "service",
  ModelStreamErrorException: "service",
  ResourceNotFoundException: "not-found",
  ValidationException: "invalid",
};

const advice: Record<ModelErrorKind, string> = {
  access: "Check the credentials, and that the account has access to the model in this region.",
  throttled: "Wait, or raise the account's quota of the model.",
  service: "It may answer later.",
  connection: "Check the endpoint and the way to it.",
  "not-found":
    "Check the model's id: many are only to be had through an inference profile, as in eu.anthropic.claude-...",
  "too-long": "Use a model with a larger context, or make the requirement shorter.",
  invalid: '"npx aidevos doctor" says what the model can do.',
  unreadable: "It may answer better next time.",
  time: "Use a quicker model.",
};

/** What an error of Bedrock's client means, in words that say what to do. */
export function bedrockError(
  error: unknown,
  { modelId, signal }: { modelId: string; signal: AbortSignal | undefined },
  spent?: Usage,
): ModelError {
  if (error instanceof ModelError) return error;
  if (isAborted(error, signal)) return outOfTime(modelId, signal, spent);
  const said = withCauses(error);
  const name = error instanceof Error ? error.name : "Error";
  const kind = kindOf(error, said);
  const what = spent === undefined ? "did not answer for" : "broke off in the middle of an answer of";
  return new ModelError(`Bedrock ${what} the model ${modelId}: ${name}: ${said}. ${advice[kind]}`, {
    kind,
    cause: error,
    ...(spent === undefined ? {} : { spent }),
  });
}

/** The HTTP status of an error that AWS's client has made of an answer. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const { $metadata: metadata } = error;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}

const tooLong = /input is too long|prompt is too long|too many (input )?tokens|maximum context length/i;
const noSuchModel = /model identifier is invalid|on-demand throughput|model id.*(not found|does ?n.t exist)/i;

function kindOf(error: unknown, said: string): ModelErrorKind {
  const named = error instanceof Error ? kinds[error.name] : undefined;
  if (named === "invalid") {
    if (noSuchModel.test(said)) return "not-found";
    return tooLong.test(said) ? "too-long" : "invalid";
  }
  if (named !== undefined) return named;
  const status = statusOf(error);
  if (status === undefined) return "connection";
  if (status === 429) return "throttled";
  if (status >= 500) return "service";
  if (status === 401 || status === 403) return "access";
  if (status === 404) return "not-found";
  // A good status whose body can't be read: the answer was cut off, or is of another protocol.
  return status < 400 ? "unreadable" : "invalid";
}
