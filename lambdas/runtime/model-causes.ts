/** An error with what stands behind it, each said once: "Connection error: fetch failed: connect ECONNREFUSED ...". */
export function withCauses(error: unknown): string {
  const said: string[] = [];
  for (let cause: unknown = error; cause !== undefined && said.length < 6; cause = causeOf(cause)) {
    const text = cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
    if (text !== "" && !said.some((earlier) => earlier.includes(text)))
      said.push(text.replace(/[.\s]+$/, ""));
  }
  return said.join(": ").slice(0, 2000);
}

/** Whether an error, or one behind it, is a caller's signal. */
export function isAborted(error: unknown, signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true || (error instanceof Error && error.name === "AbortError");
}

function causeOf(error: unknown): unknown {
  if (error instanceof AggregateError) return error.errors[0];
  return error instanceof Error ? error.cause : undefined;
}

function codeOf(error: Error): string {
  return "code" in error ? String(error.code) : "";
}
