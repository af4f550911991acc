import type { Call } from "./call.ts";
import type { Storage } from "./sql.ts";
import { changesSoFar } from "./versions.ts";

/** What is still to be judged at the end of a call's step, each once. */
const open = new WeakMap<Call, Map<string, () => void>>();

/**
 * Does the work in one transaction and gives its result. The rules of the rows that it changes in this call are judged
 * once, at its end, so that they may be broken on the way. A step within another one ends by itself.
 *
 * @throws Refusal (ruled; conflict) of the first rule that is broken then; nothing is changed
 */
export function inOneStep<Result>(call: Call, storage: Storage, work: () => Result): Result {
  return storage.transactionSync(() => {
    const rules = new Map<string, () => void>();
    const around = open.get(call);
    const takeBack = changesSoFar(call);
    open.set(call, rules);
    try {
      const result = work();
      for (const judge of rules.values()) judge();
      return result;
    } catch (error) {
      takeBack();
      throw error;
    } finally {
      if (around === undefined) open.delete(call);
      else open.set(call, around);
    }
  });
}

/** Judges at the end of the call's step, where it is in one; else at once. `name` tells what is judged from the rest. */
export function atEnd(call: Call, name: string, judge: () => void): void {
  const rules = open.get(call);
  if (rules === undefined) judge();
  else rules.set(name, judge);
}
