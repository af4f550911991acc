import * as z from "zod";
import {
  type ApiAnswer,
  type ApiFailure,
  type ApiPorts,
  adviceFor,
  callApi,
  retrying,
  type WorkerAddress,
} from "./worker-api.ts";

export type LoaderOutcome =
  | { kind: "attached" }
  /** The Worker has no loader, and could not be given one. */
  | { kind: "missing"; failure: ApiFailure }
  /** Cloudflare took the loader and does not list it. */
  | { kind: "dropped" }
  /** Whether the Worker has its loader could not be read. */
  | { kind: "unknown"; failure: ApiFailure };

const Settings = z.object({ bindings: z.array(z.object({ name: z.string(), type: z.string() })).nullish() });
type Binding = { name: string; type: string };

/**
 * Sees to it that the deployed Worker has a Worker Loader under the given name. All other bindings stay as they are.
 * What can pass is tried again; each try looks first what the one before has done.
 */
export async function attachLoader(
  worker: WorkerAddress,
  name: string,
  { fetch, wait }: ApiPorts,
): Promise<LoaderOutcome> {
  return retrying(
    () => attachOnce(worker, name, fetch),
    (outcome) => ("failure" in outcome ? outcome.failure : undefined),
    wait,
  );
}

async function attachOnce(
  worker: WorkerAddress,
  name: string,
  fetch: typeof globalThis.fetch,
): Promise<LoaderOutcome> {
  const before = await bindingsOf(worker, fetch);
  if (!before.ok) return { kind: "unknown", failure: before.failure };
  if (hasLoader(before.result, name)) return { kind: "attached" };
  const body = new FormData();
  const bindings = [
    ...before.result
      .filter((binding) => binding.name !== name)
      .map(({ name }) => ({ type: "inherit", name })),
    { type: "worker_loader", name },
  ];
  body.set("settings", JSON.stringify({ bindings }));
  const call = { method: "PATCH", path: settingsOf(worker), body, result: z.unknown() } as const;
  const answer = await callApi(worker, call, fetch);
  if (!answer.ok) return { kind: "missing", failure: answer.failure };
  const after = await bindingsOf(worker, fetch);
  if (!after.ok) return { kind: "unknown", failure: after.failure };
  return hasLoader(after.result, name) ? { kind: "attached" } : { kind: "dropped" };
}

async function bindingsOf(
  worker: WorkerAddress,
  fetch: typeof globalThis.fetch,
): Promise<ApiAnswer<Binding[]>> {
  const path = settingsOf(worker);
  const answer = await callApi(worker, { method: "GET", path, result: Settings }, fetch);
  return answer.ok ? { ok: true, result: answer.result.bindings ?? [] } : answer;
}

function hasLoader(bindings: Binding[], loader: string): boolean {
  return bindings.some(({ name, type }) => name === loader && type === "worker_loader");
}

function settingsOf(worker: WorkerAddress): string {
  return `workers/scripts/${worker.scriptName}/settings`;
}

/** Says what is live, what happened, and what to do, where the loader is not known to be there. */
export function explainLoader(
  outcome: Exclude<LoaderOutcome, { kind: "attached" }>,
  scriptName: string,
): string {
  const live =
    outcome.kind === "unknown"
      ? `The Worker ${scriptName} is deployed, but whether it has its loader could not be read. Without it, it answers every call with 503.`
      : `The Worker ${scriptName} is deployed, without its loader: it answers every call with 503 until that is attached.`;
  if (outcome.kind === "dropped")
    return `${live}\nCloudflare accepted the loader and does not list it. Dynamic Workers need the paid plan: check the account's, then run the same command again.`;
  const { what, kind } = outcome.failure;
  return `${live}\n${what}\n${adviceFor(kind)}`;
}
