import { testBase } from "@aidevos/kit/testing";
import * as z from "zod";
import type { Env } from "../environment.ts";
import { callLimit, serviceClass } from "../generated-code.ts";
import { headersOfHost } from "../host-headers.ts";
import type { MeteredFacet } from "../metered-code.ts";
import { readAnswer } from "../read-body.ts";
import { TimeLimitError, within } from "../within.ts";

/** Base URL that probes show to generated code. Nothing is there. */
export const probeBase = testBase;

/** A path that no service has. */
export const unknownPath = "/.well-known/aidevos/unknown";

/** Most bytes of an answer that a probe reads. */
const answerLimit = 4 * 1024 * 1024;

/** Starts generated code over the named facet's data. The first call constructs it. */
export function startFacet(ctx: DurableObjectState, env: Env, name: string, digest: string): MeteredFacet {
  return ctx.facets.get(name, () => ({ class: serviceClass(env, digest) }));
}

export interface Probe {
  method: string;
  /** With its query. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

export interface ProbeAnswer {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * The facet's whole answer, within the time limit.
 *
 * @throws when the code does not load, its constructor throws, it does not answer in time, or its answer is too long
 */
export function probe(
  facet: Fetcher,
  { method, path, body, headers = {} }: Probe,
  limit = callLimit,
): Promise<ProbeAnswer> {
  const request = new Request(`${probeBase}${path}`, {
    method,
    headers: {
      ...headers,
      ...headersOfHost(probeBase),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    redirect: "manual",
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return within(limit, answerTo(facet, request, limit));
}

/** The paths of the facet's OpenAPI document; none when it has no such document. */
export async function documentedPaths(facet: Fetcher): Promise<Record<string, unknown>> {
  try {
    const { status, text } = await probe(facet, { method: "GET", path: "/openapi.json" });
    return status === 200 ? Document.parse(JSON.parse(text)).paths : {};
  } catch {
    return {};
  }
}

/** An OpenAPI document, as far as its paths. */
export const Document = z.looseObject({ paths: z.record(z.string(), z.unknown()) });

async function answerTo(facet: Fetcher, request: Request, time: number): Promise<ProbeAnswer> {
  const answer = await facet.fetch(request);
  const reading = await readAnswer(answer, { bytes: answerLimit, time });
  if (reading.outcome === "tooLarge") throw new Error(`Its answer is longer than ${answerLimit} bytes.`);
  if (reading.outcome === "incomplete") throw new TimeLimitError(time);
  return { status: answer.status, headers: answer.headers, text: new TextDecoder().decode(reading.bytes) };
}
