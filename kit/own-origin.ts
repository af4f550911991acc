import type { MiddlewareHandler } from "hono";
import { Refusal } from "./refusal.ts";
import { baseUrl } from "./request.ts";

const safeMethods = /^(?:GET|HEAD|OPTIONS)$/;
const json = /^application\/(?:[\w.-]+\+)?json(?:;|$)/i;

/**
 * For a service that is not made to be called from pages of other origins: such a page may change something only with
 * a body of JSON, which a browser sends elsewhere only after asking the service, and the service allows none. Bodies
 * of other types, and none at all, a browser sends unasked. Callers that are no browsers name no origin.
 *
 * @throws Refusal (foreignPage)
 */
export function ownOriginOnly(): MiddlewareHandler {
  return async ({ req }, next) => {
    const type = req.header("content-type")?.trim() ?? "";
    if (!safeMethods.test(req.method) && !json.test(type) && isForeign(req.raw)) {
      throw new Refusal(
        "foreignPage",
        "A page of another origin can change something here only with a body of content-type application/json.",
      );
    }
    await next();
  };
}

/** What the browser says of the page's site counts; older ones say only its origin. */
function isForeign(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site !== "same-origin" && site !== "none";
  const origin = request.headers.get("origin");
  return origin !== null && origin !== new URL(baseUrl(request)).origin;
}
