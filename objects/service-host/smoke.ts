import type * as z from "zod";
import { counted } from "../../shared/counted.ts";
import type { SmokeReport } from "../../shared/delivery/control.ts";
import { messageOf } from "../problem.ts";
import { type DocumentedCall, documentedCalls } from "../traffic/openapi.ts";
import { Exercise } from "./exercise.ts";
import { probe, unknownPath } from "./facet.ts";

type Check = z.infer<typeof SmokeReport>["checks"][number];

/** Most documented calls that one smoke makes. */
const callCount = 100;

/** No call of a smoke begins later than this, in milliseconds: with the last one's own bound, before its caller gives up. */
const smokeLimit = 8_000;

/**
 * Asks a started candidate, over data of its own, what every service must answer: an unknown route is refused and not
 * a failure, the OpenAPI document is JSON when there is one, and none of the calls in it fails, those that write among
 * them; what is created reads back.
 */
export async function smoke(candidate: Fetcher): Promise<z.infer<typeof SmokeReport>> {
  const end = Date.now() + smokeLimit;
  const { result, calls } = await readDocument(candidate);
  const checks = [await unknownRoute(candidate), result];
  const exercised = await new Exercise(candidate, calls.slice(0, callCount), end).run();
  for (const { call, fault, detail } of exercised) {
    checks.push({
      name: `${call.method} ${call.path}`,
      passed: fault === undefined,
      detail: [detail, fault].filter((part) => part).join(": "),
    });
  }
  return { passed: checks.every(({ passed }) => passed), checks };
}

async function unknownRoute(candidate: Fetcher): Promise<Check> {
  const name = "unknown route";
  try {
    const { status } = await probe(candidate, { method: "GET", path: unknownPath });
    const passed = status >= 400 && status < 500;
    return { name, passed, detail: `answered ${status}${passed ? "" : ": a refusal (4xx) was expected"}` };
  } catch (error) {
    return { name, passed: false, detail: messageOf(error) };
  }
}

async function readDocument(candidate: Fetcher): Promise<{ result: Check; calls: DocumentedCall[] }> {
  const path = "/openapi.json";
  const said = (passed: boolean, detail: string, calls: DocumentedCall[] = []) => ({
    result: { name: `GET ${path}`, passed, detail },
    calls,
  });
  try {
    const { status, text } = await probe(candidate, { method: "GET", path });
    if (status === 404) return said(true, "the service has none");
    if (status !== 200) return said(false, `answered ${status}: 200 was expected`);
    const calls = documentedCalls(JSON.parse(text));
    return said(true, `answered 200 with ${counted(calls.length, "call")} to make`, calls);
  } catch (error) {
    return said(false, messageOf(error));
  }
}
