/** The call did not end in time. */
export class TimeLimitError extends Error {
  override readonly name = "TimeLimitError";

  constructor(limit: number) {
    super(`It did not end within ${limit} ms.`);
  }
}

/**
 * The promise's outcome, if it comes within `limit` milliseconds, and those that are `granted` meanwhile.
 *
 * @throws TimeLimitError otherwise; the work itself goes on
 */
export async function within<Value>(
  limit: number,
  work: Promise<Value>,
  granted: () => number = () => 0,
): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  let waited = 0;
  const end = () => {
    const more = granted() - waited;
    if (more <= 0) return reject(new TimeLimitError(limit));
    waited += more;
    timer = setTimeout(end, more);
  };
  let timer = setTimeout(end, limit);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
