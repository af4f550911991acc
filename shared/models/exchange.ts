import * as z from "zod";
import { type ContentBlock, type ConverseRequest, Json } from "./model.ts";

/** What a model was asked, as far as it is kept: its own fields, and nothing of how it was sent. */
export const KeptRequest = z.object({
  modelId: z.string(),
  system: z.array(Json),
  messages: z.array(Json),
  toolConfig: Json.optional(),
  inferenceConfig: Json.optional(),
});
export type KeptRequest = z.infer<typeof KeptRequest>;

/** A request without what does not belong to it, such as an endpoint's headers and keys. */
export function keptRequest(request: ConverseRequest): KeptRequest {
  return KeptRequest.parse(JSON.parse(JSON.stringify(request)));
}

/** Kept as it came over the port: which blocks there are is the port's matter. */
const Block = z.custom<ContentBlock>((value) => typeof value === "object" && value !== null);

const KeptUsage = z.looseObject({
  inputTokens: z.number(),
  outputTokens: z.number(),
  totalTokens: z.number(),
  cacheReadInputTokens: z.number().exactOptional(),
  cacheWriteInputTokens: z.number().exactOptional(),
  estimated: z.literal(true).exactOptional(),
});

/** What a model answered, with the fields of Converse. */
export const KeptAnswer = z.looseObject({
  output: z.looseObject({
    message: z.looseObject({ role: z.literal("assistant"), content: z.array(Block) }),
  }),
  stopReason: z.string(),
  usage: KeptUsage,
});
export type KeptAnswer = z.infer<typeof KeptAnswer>;

/** With what its endpoint failed. */
export const KeptError = z.strictObject({ name: z.string(), message: z.string(), retryable: z.boolean() });
export type KeptError = z.infer<typeof KeptError>;

/** Beside request and answer, what there is to know of an exchange. */
export const ExchangeFacts = z.strictObject({
  /** ISO 8601, UTC: when it was asked. */
  at: z.string(),
  role: z.string(),
  task: z.string(),
  /** Of the run's execution, such as `Architect-lean`. */
  step: z.string(),
  /** Provider and id, as in `bedrock:amazon.nova-pro-v1:0`. */
  model: z.string(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cachedTokens: z.number(),
  /** Null where the model's price is unknown. */
  dollars: z.number().nullable(),
  milliseconds: z.number(),
  /** Of the call in its trace, 16 hexadecimal digits, and of the attempt at the step that made it. */
  span: z.string().optional(),
  parent: z.string().optional(),
});
export type ExchangeFacts = z.infer<typeof ExchangeFacts>;

/** One request to a model with its answer, or with the error that came instead. */
export const Exchange = ExchangeFacts.extend({
  request: KeptRequest,
  answer: KeptAnswer.optional(),
  error: KeptError.optional(),
});
export type Exchange = z.infer<typeof Exchange>;

/** A run's exchanges in their order, with what it was asked and what it made of it: enough to do the same again. */
export const Recording = z.strictObject({
  run: z.string(),
  requirement: z.string(),
  service: z.string().optional(),
  /** What went live, if anything did. */
  outcome: z
    .strictObject({
      /** Of the bundle. */
      digest: z.string(),
      met: z.array(z.string()),
      unmet: z.array(z.string()),
    })
    .optional(),
  exchanges: z.array(Exchange),
});
export type Recording = z.infer<typeof Recording>;

const secrets = [
  /\bBearer\s+[\w.~+/=-]{8,}/gi,
  /\b(?:sk|pk|rk)-[\w-]{16,}/g,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /\bgh[pousr]_\w{20,}/g,
  /(?<=\b(?:api[-_ ]?key|authorization|token|secret)["']?\s*[:=]\s*["']?)[\w.~+/=-]{12,}/gi,
];

/** An endpoint's own words without what looks like a key: some repeat the one that they refuse. */
export function redact(text: string): string {
  return secrets.reduce((rest, pattern) => rest.replace(pattern, "[redacted]"), text);
}
