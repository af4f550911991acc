import type { BedrockRuntimeClientConfig } from "@aws-sdk/client-bedrock-runtime";
import { readSecret } from "./secret.ts";

/**
 * The key of a model's endpoint: from the secret that the stack bound, or from the environment, where `OPENAI_API_KEY`
 * is for OpenAI's own endpoint and the one that `OPENAI_BASE_URL` names, and for no other. Undefined without either.
 */
export async function modelKey(baseUrl: string): Promise<string | undefined> {
  const { MODEL_KEY_SECRET_ID: secret, AIDEVOS_MODEL_KEY: key, OPENAI_API_KEY: openAi } = process.env;
  if (secret) return readSecret(secret);
  if (key) return key;
  return openAi && isOpenAi(baseUrl) ? openAi : undefined;
}

function isOpenAi(baseUrl: string): boolean {
  const { origin } = new URL(baseUrl);
  const own = process.env.OPENAI_BASE_URL;
  return (
    origin === "https://api.openai.com" ||
    (own !== undefined && URL.canParse(own) && new URL(own).origin === origin)
  );
}

/**
 * How Bedrock is reached. A local cloud answers for AWS itself and has credentials of its own, so what leads to Bedrock
 * has other names there; where they are not set, as on AWS, the client finds everything itself.
 */
export function bedrockSettings(endpoint: string | undefined): BedrockRuntimeClientConfig {
  const {
    BEDROCK_ENDPOINT: address,
    BEDROCK_REGION: region,
    BEDROCK_PROFILE: profile,
    BEDROCK_ACCESS_KEY_ID: accessKeyId,
    BEDROCK_SECRET_ACCESS_KEY: secretAccessKey,
    BEDROCK_SESSION_TOKEN: sessionToken,
  } = process.env;
  const reached = endpoint ?? address;
  return {
    ...(reached === undefined ? {} : { endpoint: reached }),
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(accessKeyId === undefined || secretAccessKey === undefined
      ? {}
      : {
          credentials: {
            accessKeyId,
            secretAccessKey,
            ...(sessionToken === undefined ? {} : { sessionToken }),
          },
        }),
  };
}
