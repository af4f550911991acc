import type { Env } from "../environment.ts";
import { loaderMissing, problemResponse } from "../problem.ts";
import { authenticate } from "./authenticate.ts";
import { calls } from "./calls.ts";

/** Answers a signed call of the control plane. */
export async function control(request: Request, env: Env): Promise<Response> {
  const authentication = await authenticate(request, env, Date.now());
  if (authentication.outcome === "refused") return problemResponse(authentication.problem);
  if (env.LOADER === undefined) return problemResponse(loaderMissing);
  const signed = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(authentication.body === "" ? {} : { body: authentication.body }),
  });
  return calls.fetch(signed, env);
}
