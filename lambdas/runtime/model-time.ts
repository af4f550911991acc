import { AsyncLocalStorage } from "node:async_hooks";
import { ModelError } from "../../shared/models/errors.ts";
import type { Model, Usage } from "../../shared/models/model.ts";

/** What of Lambda's context says how long the function has. */
export interface InvocationTime {
  getRemainingTimeInMillis(): number;
}

interface Invocation {
  /** Milliseconds of `performance.now()` at which models are given up. */
  until: number;
  /** Milliseconds that models had at its start. */
  given: number;
}

const invocations = new AsyncLocalStorage<Invocation>();

/** Milliseconds before the function's own end at which models are given up, so that it can still say so. */
const reserve = 15_000;

/** Does the work of one invocation of a function: within it, models are given up before the function is. */
export function withinInvocation<Result>(
  context: InvocationTime,
  work: () => Promise<Result>,
): Promise<Result> {
  const remaining = context.getRemainingTimeInMillis();
  // A function with little time gives up after half of it.
  const given = Math.max(remaining - reserve, remaining / 2);
  return invocations.run({ until: performance.now() + given, given }, work);
}

/**
 * The model, whose calls end some seconds before the invocation does. What has had less than half of its time, because
 * earlier calls took the rest, can be tried again: those are not made twice.
 */
export function timedModel(model: Model): Model {
  return {
    async converse(request, options = {}) {
      const invocation = invocations.getStore();
      if (invocation === undefined) return model.converse(request, options);
      const left = invocation.until - performance.now();
      const ended = new AbortController();
      const giveUp = () =>
        ended.abort(
          new ModelError(
            `The model ${request.modelId} had not answered after ${seconds(left)} s, when the function's time was over. ` +
              "Use a quicker model for this role, or make the requirement smaller.",
            { kind: "time", retryable: left < invocation.given / 2 },
          ),
        );
      const timer = setTimeout(giveUp, Math.max(left, 0));
      const signal = AbortSignal.any([
        ended.signal,
        ...(options.signal === undefined ? [] : [options.signal]),
      ]);
      try {
        return await model.converse(request, { ...options, signal });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** What a caller's signal says, where it says it as a ModelError; else that the call was ended. */
export function outOfTime(modelId: string, signal: AbortSignal | undefined, spent?: Usage): ModelError {
  const reason: unknown = signal?.reason;
  const options = { ...(spent === undefined ? {} : { spent }), cause: reason };
  if (reason instanceof ModelError) {
    return new ModelError(reason.message, { ...options, kind: reason.kind, retryable: reason.retryable });
  }
  return new ModelError(`The call of the model ${modelId} was ended before it had answered.`, {
    ...options,
    kind: "time",
    retryable: false,
  });
}

function seconds(milliseconds: number): string {
  return (Math.max(milliseconds, 0) / 1000).toFixed(0);
}
