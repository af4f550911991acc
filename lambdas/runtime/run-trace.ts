import { RunTrace, recordKeys } from "../../shared/runs/run.ts";
import {
  contextOfRun,
  printTraceparent,
  readTraceparent,
  type TraceContext,
} from "../../shared/telemetry/trace-context.ts";
import { createRecord, getRecord } from "./records.ts";

/**
 * The span of the whole run. Its trace is the one that was named for it first, by whoever asked for the run; `asked` is
 * the `traceparent` of this execution's input, which counts as long as none is kept, and as nothing where it is invalid.
 */
export async function contextOf(run: string, asked: unknown): Promise<TraceContext> {
  const kept = (await getRecord(recordKeys.trace(run), RunTrace)) ?? (await keepTrace(run, asked));
  return contextOfRun(run, readTraceparent(kept.traceparent));
}

/** Puts a run that is about to begin into the trace; one that has begun stays where it is. */
export async function keepTrace(run: string, traceparent: unknown): Promise<RunTrace> {
  const key = recordKeys.trace(run);
  const parent = readTraceparent(traceparent);
  const trace: RunTrace = { traceparent: parent === undefined ? null : printTraceparent(parent) };
  if (await createRecord(key, trace)) return trace;
  return (await getRecord(key, RunTrace)) ?? trace;
}
