/** The call did not end in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";

  constructor(limit: number) {
    super(`It did not end within ${limit} ms.`);
  }
}

/**
 * The promise's outcome, if it comes within `limit` milliseconds.
 *
 * @throws TimeLimitError otherwise; the work itself goes on
 */
export async function within<Value>(limit: number, work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeLimitError(limit)), limit);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
