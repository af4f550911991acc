/** What a problem document says (RFC 9457). `type` is left out: it is `about:blank`. */
export interface Problem {
  status: number;
  title: string;
  detail: string;
}

/** An expected outcome of a call between objects: errors lose their class on the way, so refusals are data. */
export type Outcome<Value> = { outcome: "done"; value: Value } | { outcome: "refused"; problem: Problem };

export function done<Value>(value: Value): { outcome: "done"; value: Value } {
  return { outcome: "done", value };
}

export function refused(problem: Problem): { outcome: "refused"; problem: Problem } {
  return { outcome: "refused", problem };
}

/** The problem as an answer. */
export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": "application/problem+json" },
  });
}

export const loaderMissing: Problem = {
  status: 503,
  title: "Not ready",
  detail:
    "The Worker has no binding LOADER (worker_loader), so it cannot run services. Attach it as docs/operations/cloudflare.md says.",
};

/** An error's message, whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
