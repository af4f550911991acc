import { parseDefinition } from "../../../local/stepfunctions/definition.ts";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import {
  type ExecutionOptions,
  type ExecutionOutcome,
  execute,
  type HistoryEvent,
} from "../../../local/stepfunctions/interpreter.ts";
import type { Json, JsonObject } from "../../../local/stepfunctions/json.ts";

export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:Work";

/** A JSONata machine of these states, beginning at the first. */
export function machine(states: { [name: string]: JsonObject }, more: JsonObject = {}): JsonObject {
  return { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0] ?? "", States: states, ...more };
}

/** A branch of a Parallel or an ItemProcessor of a Map, of these states, beginning at the first. */
export function branch(states: { [name: string]: JsonObject }): JsonObject {
  return { StartAt: Object.keys(states)[0] ?? "", States: states };
}

/** A clock that stands still except when somebody sleeps: then it jumps, and notes for how long. */
export function jumpingClock(start = Date.parse("2030-01-01T00:00:00Z")) {
  const slept: number[] = [];
  let now = start;
  return {
    slept,
    now: () => now,
    async sleep(milliseconds: number) {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** A clock that shows the time that it is given, and whose sleeps end when `wake` is called. */
export function heldClock(now = 0) {
  const sleepers: { milliseconds: number; wake: () => void }[] = [];
  return {
    sleepers,
    now: () => now,
    sleep(milliseconds: number, signal: AbortSignal) {
      return new Promise<void>((resolve, reject) => {
        const sleeper = { milliseconds, wake: resolve };
        sleepers.push(sleeper);
        signal.addEventListener("abort", () => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal.reason);
        });
      });
    },
  };
}

/** Runs a definition and gives the outcome with its history. */
export async function run(
  definition: JsonObject,
  input: Json = {},
  options: Partial<ExecutionOptions> = {},
): Promise<{ outcome: ExecutionOutcome; events: HistoryEvent[]; types: string[] }> {
  const events: HistoryEvent[] = [];
  const invoke = async () => {
    throw new TaskFailure("NoInvoker", "This machine was to have no Task");
  };
  const outcome = await execute(parseDefinition(definition), input, {
    invoke,
    clock: jumpingClock(),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { outcome, events, types: events.map(({ type }) => type) };
}

/** Resolves after the promises that are ready have run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
