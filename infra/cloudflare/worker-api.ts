import * as z from "zod";

/** What the two calls below need of Cloudflare's API. */
export interface WorkerAddress {
  /** Base URL of the API, with or without a slash at its end. */
  apiBaseUrl: string;
  apiToken: string;
  accountId: string;
  scriptName: string;
}

/** Cloudflare's API refused, or did not do what it said. */
export class CloudflareApiError extends Error {
  override readonly name = "CloudflareApiError";
}

const Service = z.object({
  result: z.object({
    default_environment: z.object({ script: z.object({ migration_tag: z.string().nullish() }) }),
  }),
});

const Settings = z.object({
  result: z.object({ bindings: z.array(z.object({ name: z.string(), type: z.string() })).default([]) }),
});

/** Tag of the newest migration that the deployed Worker has; undefined when it is not deployed, or has none. */
export async function appliedMigration(worker: WorkerAddress, fetch: typeof globalThis.fetch) {
  const response = await call(worker, fetch, `workers/services/${worker.scriptName}`);
  if (response === undefined) return undefined;
  return Service.parse(response).result.default_environment.script.migration_tag ?? undefined;
}

/**
 * Sees to it that the deployed Worker has a Worker Loader under the given name, and says whether it had to be attached.
 * All other bindings stay as they are.
 *
 * @throws CloudflareApiError when the Worker is not there, or the loader still is not there afterwards
 */
export async function attachLoader(
  worker: WorkerAddress,
  name: string,
  fetch: typeof globalThis.fetch,
): Promise<"attached" | "was there"> {
  const before = await readBindings(worker, fetch);
  if (hasLoader(before, name)) return "was there";
  const form = new FormData();
  const bindings = [
    ...before.filter((binding) => binding.name !== name).map(({ name }) => ({ type: "inherit", name })),
    { type: "worker_loader", name },
  ];
  form.set("settings", JSON.stringify({ bindings }));
  await call(worker, fetch, settingsOf(worker), { method: "PATCH", body: form });
  if (!hasLoader(await readBindings(worker, fetch), name)) {
    throw new CloudflareApiError(
      `Cloudflare accepted the Worker Loader ${name} for the Worker ${worker.scriptName}, and does not list it. ` +
        "Dynamic Workers need the paid plan: check the account's, then deploy again.",
    );
  }
  return "attached";
}

function hasLoader(bindings: { name: string; type: string }[], loader: string): boolean {
  return bindings.some(({ name, type }) => name === loader && type === "worker_loader");
}

async function readBindings(worker: WorkerAddress, fetch: typeof globalThis.fetch) {
  const settings = await call(worker, fetch, settingsOf(worker));
  if (settings === undefined) {
    throw new CloudflareApiError(
      `The account has no Worker ${worker.scriptName}. Deploy it first, then its loader can be attached.`,
    );
  }
  return Settings.parse(settings).result.bindings;
}

function settingsOf(worker: WorkerAddress): string {
  return `workers/scripts/${worker.scriptName}/settings`;
}

/** The body of the API's answer; undefined for 404. */
async function call(
  worker: WorkerAddress,
  fetch: typeof globalThis.fetch,
  path: string,
  init: { method?: string; body?: FormData } = {},
): Promise<unknown> {
  const url = `${worker.apiBaseUrl.replace(/\/+$/, "")}/accounts/${worker.accountId}/${path}`;
  const response = await fetch(url, {
    ...init,
    headers: { authorization: `Bearer ${worker.apiToken}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status === 404 && init.method === undefined) return undefined;
  if (!response.ok) {
    const text = (await response.text()).slice(0, 500);
    throw new CloudflareApiError(
      `${init.method ?? "GET"} ${url} was answered with ${response.status}: ${text}`,
    );
  }
  return response.json();
}
