import * as z from "zod";
import { pushEvent, runOfPush } from "../../shared/delivery/push.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { putEvent } from "../runtime/bus.ts";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import { originOf } from "../runtime/history.ts";
import { createRecord, getRecord } from "../runtime/records.ts";
import { keepTrace } from "../runtime/run-trace.ts";
import type { AnnouncedPush, HttpAnswer } from "./call.ts";

const Noted = z.strictObject({ by: z.string() });

/**
 * Puts a push on the bus, once: what a run has made, what is no service's, and what was there before changes nothing. The
 * run that tries it is in the trace of the call that told of it, if that was in one.
 */
export async function announcePush(
  { message, ...push }: AnnouncedPush,
  traceparent?: string,
): Promise<HttpAnswer> {
  const { service, commit, by } = push;
  if ((await getRecord(recordKeys.service(service), Service)) === undefined)
    return { statusCode: 200, body: "There is no service of that name." };
  if ((await originOf(service, commit, message)) !== "by hand")
    return { statusCode: 200, body: "A run has made this commit." };
  const key = recordKeys.push(service, commit);
  if ((await getRecord(key, Noted)) !== undefined)
    return { statusCode: 200, body: "This push is known already." };
  const run = runOfPush(push);
  await keepTrace(run, traceparent);
  try {
    await putEvent(pushEvent, { ...push, run });
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    return { statusCode: 503, body: `${error.message}. Send it again.` };
  }
  // Only now: a push that was noted and not announced would be lost. One that is announced twice has one run.
  await createRecord(key, { by } satisfies z.infer<typeof Noted>);
  return { statusCode: 202, body: `The run ${run} tries it.` };
}
