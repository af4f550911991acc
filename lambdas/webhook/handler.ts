import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { environmentVariable } from "../runtime/environment.ts";
import { announcePush } from "./announce-push.ts";
import { type HttpAnswer, HttpCall, readCall } from "./call.ts";

const secrets = new SecretsManagerClient({});
let secret: Promise<string> | undefined;

/** The secret that the repositories' host signs its calls with; read again by the next environment after it was changed. */
function readSecret(): Promise<string> {
  secret ??= secrets
    .send(new GetSecretValueCommand({ SecretId: environmentVariable("WEBHOOK_SECRET_ID") }))
    .then(({ SecretString = "" }) => {
      if (SecretString.length < 16) throw new Error("The webhook's secret is too short to sign with.");
      return SecretString;
    })
    .catch((error: unknown) => {
      secret = undefined;
      throw error;
    });
  return secret;
}

/** Behind a function URL: takes the webhooks of a Git host, and puts each push of a person on the bus. */
export async function handler(event: unknown): Promise<HttpAnswer> {
  const call = HttpCall.safeParse(event);
  if (!call.success) return { statusCode: 400, body: "This is no call over HTTP." };
  const reading = readCall(call.data, await readSecret());
  if (reading.outcome === "refused") return reading.answer;
  if (reading.outcome === "ignored") return { statusCode: 200, body: reading.reason };
  return announcePush(reading.push);
}
