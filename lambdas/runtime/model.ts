import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import * as z from "zod";
import { ModelError } from "../../shared/models/errors.ts";
import { type ConverseAnswer, Json, type Model } from "../../shared/models/model.ts";
import { offlineModel } from "../../shared/offline/model.ts";
import { environmentVariable } from "./environment.ts";

/** The model that the stack bound to this function: its provider and its id. */
export function modelFromEnvironment(): { model: Model; modelId: string } {
  const provider = environmentVariable("MODEL_PROVIDER");
  const modelId = environmentVariable("MODEL_ID");
  if (provider === "offline") return { model: offlineModel, modelId };
  if (provider === "bedrock") return { model: bedrockModel(new BedrockRuntimeClient({})), modelId };
  throw new Error(`MODEL_PROVIDER is "${provider}": use "offline" or "bedrock".`);
}

/** The parts of Bedrock's answer that agents use; the rest is dropped. */
const BedrockAnswer = z.object({
  output: z.object({
    message: z.object({
      role: z.literal("assistant"),
      content: z.array(
        z.union([
          z.object({ text: z.string() }),
          z.object({ toolUse: z.object({ toolUseId: z.string(), name: z.string(), input: Json }) }),
        ]),
      ),
    }),
  }),
  stopReason: z.string(),
  usage: z.object({ inputTokens: z.number(), outputTokens: z.number(), totalTokens: z.number() }),
});

const retryable = new Set([
  "ThrottlingException",
  "ServiceUnavailableException",
  "ModelTimeoutException",
  "InternalServerException",
  "ModelNotReadyException",
]);

/** Bedrock's Converse behind the model port. */
export function bedrockModel(client: BedrockRuntimeClient): Model {
  return {
    async converse(request): Promise<ConverseAnswer> {
      try {
        return BedrockAnswer.parse(await client.send(new ConverseCommand(request)));
      } catch (error) {
        const name = error instanceof Error ? error.name : "Error";
        throw new ModelError(
          `Bedrock did not answer for the model ${request.modelId}: ${name}. Check that the account has access to it in this region.`,
          { retryable: retryable.has(name), cause: error },
        );
      }
    },
  };
}
