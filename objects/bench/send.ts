import { hostHeaders } from "@aidevos/kit";
import type { SentAnswer, SentRequest } from "@aidevos/kit/testing";
import { callLimit } from "../generated-code.ts";
import { headersOfHost } from "../host-headers.ts";
import { messageOf } from "../problem.ts";
import { readAnswer } from "../read-body.ts";
import { probeBase } from "../service-host/facet.ts";
import { within } from "../within.ts";

/** Most bytes of an answer. */
const answerLimit = 32 * 1024 * 1024;

/**
 * Sends a test's request to the service under test, as the host would, at a time in milliseconds since the epoch.
 *
 * @throws with the service's own words when it does not start, fails or is late
 */
export async function send(
  facet: Fetcher,
  sent: SentRequest,
  time: number | undefined = sent.time,
): Promise<SentAnswer> {
  const headers = new Headers(sent.headers);
  const own = { ...headersOfHost(probeBase, time), [hostHeaders.trial]: "1" };
  for (const [name, value] of Object.entries(own)) headers.set(name, value);
  const { method, path, body } = sent;
  try {
    const answer = await within(
      callLimit,
      facet.fetch(`${probeBase}${path}`, { method, headers, body, redirect: "manual" }),
    );
    const reading = await readAnswer(answer, { bytes: answerLimit, time: callLimit });
    if (reading.outcome === "tooLarge") throw new Error(`its answer is larger than ${answerLimit} bytes.`);
    if (reading.outcome === "incomplete") throw new Error(`its answer did not end within ${callLimit} ms.`);
    const text = new TextDecoder().decode(reading.bytes);
    return { status: answer.status, headers: [...answer.headers], text };
  } catch (error) {
    throw new Error(`The service failed on ${method} ${path}: ${messageOf(error)}`);
  }
}
