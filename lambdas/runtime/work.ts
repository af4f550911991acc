import { AsyncLocalStorage } from "node:async_hooks";
import type { CalledOut } from "../../shared/runs/run.ts";
import type { TraceContext } from "../../shared/telemetry/trace-context.ts";
import type { Key } from "./records.ts";

/** What a function is at. */
export interface Work {
  run: string;
  /** Of the execution, unique there. */
  step: string;
  /** The span of this attempt: a repeat of it is another one. */
  context: TraceContext;
  /** What it has called. */
  calls: CalledOut[];
  /** Under which the answers are kept that this invocation was given. */
  answers: Key[];
  /** By calls of models that are no part of this program. */
  spent: { calls: number; tokens: number; nanodollars: number; unpriced: number };
}

const storage = new AsyncLocalStorage<Work>();

/** Does a step's work, with what it is at in reach of all that it calls. */
export function atWork<Result>(
  { run, step, context }: { run: string; step: string; context: TraceContext },
  perform: (work: Work) => Promise<Result>,
): Promise<Result> {
  const spent = { calls: 0, tokens: 0, nanodollars: 0, unpriced: 0 };
  const work: Work = { run, step, context, calls: [], answers: [], spent };
  return storage.run(work, () => perform(work));
}

/** Undefined outside of a state's function. */
export function ongoingWork(): Work | undefined {
  return storage.getStore();
}

/** @throws Error outside of a state's function */
export function currentWork(): Work {
  const work = storage.getStore();
  if (work === undefined) throw new Error("No state's function is at work here. Wrap the call in atWork.");
  return work;
}
