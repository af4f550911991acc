import { readTraceparent, traceHeaders } from "../../shared/telemetry/trace-context.ts";
import type { Env } from "../environment.ts";
import { loaderMissing, problemResponse } from "../problem.ts";
import { authenticate } from "./authenticate.ts";
import { calls } from "./calls.ts";

/** Answers a signed call of the control plane. Of one that names a trace the log has a line. */
export async function control(request: Request, env: Env): Promise<Response> {
  const started = Date.now();
  const authentication = await authenticate(request, env, started);
  if (authentication.outcome === "refused") return problemResponse(authentication.problem);
  if (env.LOADER === undefined) return problemResponse(loaderMissing);
  const signed = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(authentication.body === "" ? {} : { body: authentication.body }),
  });
  const answer = await calls.fetch(signed, env);
  const context = readTraceparent(request.headers.get(traceHeaders.parent));
  if (context === undefined) return answer;
  const line = {
    message: "Control call",
    method: request.method,
    path: new URL(request.url).pathname,
    status: answer.status,
    milliseconds: Date.now() - started,
    trace_id: context.traceId,
    span_id: context.spanId,
  };
  console.log(JSON.stringify(line));
  return answer;
}
