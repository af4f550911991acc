import * as z from "zod";

/** Where Cloudflare's API finds the Worker. */
export interface WorkerAddress {
  /** Base URL of the API, with or without a slash at its end. */
  apiBaseUrl: string;
  apiToken: string;
  accountId: string;
  scriptName: string;
}

/** Why a call of the API did not do what it was asked for, sorted by what to do next. */
export interface ApiFailure {
  kind: FailureKind;
  /** What was asked and what came back. */
  what: string;
  /** Seconds after which the API wants to be asked again, where it says so. */
  retryAfter?: number | undefined;
}

export type FailureKind =
  /** No answer: the network, a name, a time-out. */
  | "unreachable"
  /** 401 or 403: the token. */
  | "denied"
  /** The account has no such Worker. */
  | "absent"
  /** 409: somebody else is changing the Worker. */
  | "conflict"
  /** 429: too many calls. */
  | "limited"
  /** 5xx: Cloudflare's own trouble. */
  | "broken"
  /** An answer that is not the API's. */
  | "nonsense"
  /** Any other refusal, with the API's own words. */
  | "refused";

export type ApiAnswer<T> = { ok: true; result: T } | { ok: false; failure: ApiFailure };

export interface ApiCall<T> {
  method: "GET" | "PATCH";
  /** Below the account. */
  path: string;
  body?: FormData;
  result: z.ZodType<T>;
}

const Envelope = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.number(), message: z.string() })).nullish(),
  result: z.unknown(),
});

/** Codes of "This Worker does not exist on your account", of scripts and of services. */
const absentCodes = new Set([10007, 10090]);

/** Calls Cloudflare's API once, for at most 30 seconds. Never throws for what the other side does. */
export async function callApi<T>(
  worker: WorkerAddress,
  call: ApiCall<T>,
  fetch: typeof globalThis.fetch,
): Promise<ApiAnswer<T>> {
  const url = `${worker.apiBaseUrl.replace(/\/+$/, "")}/accounts/${worker.accountId}/${call.path}`;
  const failed = (kind: FailureKind, what: string, retryAfter?: number): ApiAnswer<T> => ({
    ok: false,
    failure: { kind, what: `${call.method} ${url} ${what}`, retryAfter },
  });
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: call.method,
      ...(call.body ? { body: call.body } : {}),
      headers: { authorization: `Bearer ${worker.apiToken}` },
      signal: AbortSignal.timeout(30_000),
    });
    text = await response.text();
  } catch (error) {
    return failed("unreachable", `got no answer: ${causes(error)}`);
  }

  const said = `was answered with ${response.status}: ${text.trim().slice(0, 500) || "(nothing)"}`;
  const envelope = Envelope.safeParse(parsed(text)).data;
  const { status } = response;
  if (status === 401 || status === 403) return failed("denied", said);
  if (status === 409) return failed("conflict", said);
  if (status === 429) return failed("limited", said, secondsOf(response.headers.get("retry-after")));
  if (status >= 500) return failed("broken", said);
  if (!envelope) return failed("nonsense", said);
  if (envelope.errors?.some(({ code }) => absentCodes.has(code))) return failed("absent", said);
  if (!response.ok || !envelope.success) return failed("refused", said);
  const result = call.result.safeParse(envelope.result);
  return result.success ? { ok: true, result: result.data } : failed("nonsense", said);
}

/** Before each further try, in milliseconds. */
const pauses = [1_000, 4_000, 10_000];
/** The longest that a Retry-After is obeyed, in seconds. */
const longestWait = 60;
/** What the next try can find otherwise. A Worker that has just been uploaded may not be known everywhere yet. */
const passing: ReadonlySet<FailureKind> = new Set([
  "absent",
  "broken",
  "conflict",
  "limited",
  "nonsense",
  "unreachable",
]);

/** Tries again what has failed for a reason that can pass, three times at most, and gives the last outcome. */
export async function retrying<T>(
  attempt: () => Promise<T>,
  failureOf: (outcome: T) => ApiFailure | undefined,
  wait: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (const pause of pauses) {
    const outcome = await attempt();
    const failure = failureOf(outcome);
    if (!failure || !passing.has(failure.kind)) return outcome;
    await wait(Math.max(pause, Math.min(failure.retryAfter ?? 0, longestWait) * 1000));
  }
  return attempt();
}

/** What a call needs of the outside. */
export interface ApiPorts {
  fetch: typeof globalThis.fetch;
  wait: (milliseconds: number) => Promise<void>;
}

const Service = z.object({
  default_environment: z.object({ script: z.object({ migration_tag: z.string().nullish() }) }),
});

/** Tag of the newest migration that the deployed Worker has; undefined when it is not deployed, or has none. */
export async function appliedMigration(
  worker: WorkerAddress,
  { fetch, wait }: ApiPorts,
): Promise<ApiAnswer<string | undefined>> {
  const path = `workers/services/${worker.scriptName}`;
  return retrying(
    async () => {
      const answer = await callApi(worker, { method: "GET", path, result: Service }, fetch);
      if (!answer.ok) return answer.failure.kind === "absent" ? { ok: true, result: undefined } : answer;
      return { ok: true, result: answer.result.default_environment.script.migration_tag ?? undefined };
    },
    (answer) => (answer.ok ? undefined : answer.failure),
    wait,
  );
}

/** `fetch failed` alone says nothing: the reason is in the error's causes. */
function causes(error: unknown): string {
  const messages: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    messages.push(cause.message || ("code" in cause ? String(cause.code) : cause.name));
  return messages.join(": ");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secondsOf(header: string | null): number | undefined {
  const seconds = Number(header ?? Number.NaN);
  return seconds >= 0 ? seconds : undefined;
}

/** What to do about a failed call of the API, ending in a new run of the command. */
export function adviceFor(kind: FailureKind): string {
  return `${advice[kind]} Then run the same command again: it does only what is left to do.`;
}

const advice: Record<FailureKind, string> = {
  unreachable: "Check the connection to Cloudflare's API, and TF_VAR_api_base_url if it is set.",
  denied:
    "Give CLOUDFLARE_API_TOKEN the permission to edit Workers Scripts, and check that CLOUDFLARE_ACCOUNT_ID is the token's account.",
  absent: "The account has no Worker of this name: check CLOUDFLARE_ACCOUNT_ID and --name.",
  conflict: "Somebody else is changing the Worker: wait until that is through.",
  limited: "Too many calls were made for this account: wait five minutes.",
  broken: "Cloudflare is in trouble: see www.cloudflarestatus.com, and wait until it is over.",
  nonsense:
    "This is no answer of Cloudflare's API: check TF_VAR_api_base_url if it is set, and proxies on the way.",
  refused: "Cloudflare's own words above say why: mend that.",
};
