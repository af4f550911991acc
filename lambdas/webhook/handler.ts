import { traceHeaders } from "../../shared/telemetry/trace-context.ts";
import { environmentVariable } from "../runtime/environment.ts";
import { RememberedSecret, readSecret } from "../runtime/secret.ts";
import { announcePush } from "./announce-push.ts";
import { type HttpAnswer, HttpCall, readCall } from "./call.ts";

/** What the repositories' host signs its calls with; read again by the next environment after it was changed. */
const secret = new RememberedSecret(async () => {
  const text = await readSecret(environmentVariable("WEBHOOK_SECRET_ID"));
  if (text === undefined || text.length < 16)
    throw new Error("The webhook's secret is too short to sign with.");
  return text;
});

/** Behind a function URL: takes the webhooks of a Git host, and puts each push of a person on the bus. */
export async function handler(event: unknown): Promise<HttpAnswer> {
  const call = HttpCall.safeParse(event);
  if (!call.success) return { statusCode: 400, body: "This is no call over HTTP." };
  const reading = readCall(call.data, await secret.text());
  if (reading.outcome === "refused") return reading.answer;
  if (reading.outcome === "ignored") return { statusCode: 200, body: reading.reason };
  return announcePush(reading.push, call.data.headers[traceHeaders.parent]);
}
