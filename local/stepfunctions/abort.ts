const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back once when the signal aborts; what is given lets go of it. A signal looks through all its own listeners to
 * take or drop one, so that thousands of branches under one signal would cost their square: it gets one for all.
 */
function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const known = waiting.get(signal);
  const callbacks = known ?? new Set<() => void>();
  if (known === undefined) {
    waiting.set(signal, callbacks);
    const all = () => {
      for (const each of callbacks) each();
    };
    signal.addEventListener("abort", all, { once: true });
  }
  callbacks.add(callback);
  return () => callbacks.delete(callback);
}

/** Settles as the promise does, unless the signal aborts first: then rejects with the signal's reason. */
export function orAbort<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  if (signal.aborted) {
    promise.catch(() => undefined);
    return Promise.reject(signal.reason);
  }
  return new Promise((resolve, reject) => {
    const release = onAbort(signal, () => reject(signal.reason));
    promise.then(resolve, reject).finally(release);
  });
}

/** A controller that aborts with its parent; `release` lets go of the parent. */
export function childOf(parent: AbortSignal): { controller: AbortController; release: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(parent.reason);
  if (!parent.aborted) return { controller, release: onAbort(parent, abort) };
  abort();
  return { controller, release: () => undefined };
}
