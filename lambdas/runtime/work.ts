import { AsyncLocalStorage } from "node:async_hooks";
import { randomBytes } from "node:crypto";
import type { Key } from "./records.ts";

/** What a function is at. */
export interface Work {
  run: string;
  /** Of the execution, unique there. */
  step: string;
  /** Of this invocation: a repeat of it is another attempt. */
  attempt: string;
  /** Under which the answers are kept that this invocation was given. */
  answers: Key[];
  /** By calls of models that are no part of this program. */
  spent: { calls: number; tokens: number; nanodollars: number; unpriced: number };
}

const storage = new AsyncLocalStorage<Work>();

/** Does a step's work, with what it is at in reach of all that it calls. */
export function atWork<Result>(
  { run, step }: { run: string; step: string },
  perform: (work: Work) => Promise<Result>,
): Promise<Result> {
  const spent = { calls: 0, tokens: 0, nanodollars: 0, unpriced: 0 };
  const work: Work = { run, step, attempt: randomBytes(6).toString("hex"), answers: [], spent };
  return storage.run(work, () => perform(work));
}

/** @throws Error outside of a state's function */
export function currentWork(): Work {
  const work = storage.getStore();
  if (work === undefined) throw new Error("No state's function is at work here. Wrap the call in atWork.");
  return work;
}
