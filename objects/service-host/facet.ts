import { testBase } from "@aidevos/kit/testing";
import type { Env } from "../environment.ts";
import { callLimit, serviceClass } from "../generated-code.ts";
import { headersOfHost } from "../host-headers.ts";
import { within } from "../within.ts";

/** Base URL that probes show to generated code. Nothing is there. */
export const probeBase = testBase;

/** Starts generated code over the named facet's data. The first call constructs it. */
export function startFacet(ctx: DurableObjectState, env: Env, name: string, digest: string): Fetcher {
  return ctx.facets.get(name, () => ({ class: serviceClass(env, digest) }));
}

/**
 * The facet's answer to a GET of a path, within the time limit.
 *
 * @throws when the code does not load, its constructor throws, or it does not answer in time
 */
export function probe(facet: Fetcher, path: string, limit = callLimit): Promise<Response> {
  const request = new Request(`${probeBase}${path}`, {
    headers: headersOfHost(probeBase),
    redirect: "manual",
  });
  return within(limit, facet.fetch(request));
}

/** A path that no service has. */
export const unknownPath = "/.well-known/aidevos/unknown";
