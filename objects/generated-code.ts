import type { Bundle } from "../shared/delivery/bundle.ts";
import type { Env } from "./environment.ts";
import { type Metered, meteredModules, meterFlag } from "./metered-code.ts";
import { loaderMissing } from "./problem.ts";
import { registryOf } from "./registry/registry-stub.ts";

/** A Durable Object class that was written by an agent, in the host's own: only its HTTP face and its rows are known. */
export type ServiceClass = DurableObjectClass<Metered>;

/** Bound on one call into generated code, in milliseconds. */
export const callLimit = 10_000;

/** CPU time of one call, in milliseconds; held by the production runtime only. */
export const cpuLimit = 5_000;

/** How often fetching a bundle failed: the loader remembers a failed start under its id for ever. */
const failures = new Map<string, number>();

/** Code of the host's around a bundle's class. */
export interface Around {
  /** Stands before the loader's ids: it goes on with what it has under an id, also when the host's modules are new. */
  version: string;
  isolate: (bundle: Bundle) => WorkerLoaderWorkerCode;
}

const metered: Around = { version: "metered-2", isolate: meteredIsolate };

/**
 * The class `Service` of a bundle, metered, in an isolate of its own that has no network and no bindings. The bundle is
 * fetched only when no isolate of that digest is warm.
 */
export function serviceClass(env: Env, digest: string): ServiceClass {
  return serviceClassIn<Metered>(metered, env, digest);
}

/** The same with other code of the host's around it. */
export function serviceClassIn<Code extends Metered>(
  { version, isolate }: Around,
  env: Env,
  digest: string,
): DurableObjectClass<Code> {
  const known = `${version}-${digest}`;
  const failed = failures.get(known) ?? 0;
  const id = failed === 0 ? known : `${known}-${failed}`;
  const worker = loaderOf(env).get(id, async () => {
    try {
      const bundle = await registryOf(env).bundle(digest);
      if (bundle === null) throw new Error(`The Registry has no bundle ${digest}. Put it there first.`);
      return isolate(bundle);
    } catch (error) {
      failures.set(known, failed + 1);
      throw error;
    }
  });
  return worker.getDurableObjectClass<Code>("Service");
}

/** What the loader needs to run a bundle whose class `Service` tells the rows of each call. */
export function meteredIsolate(bundle: Parameters<typeof isolate>[0]): WorkerLoaderWorkerCode {
  return { ...isolate({ ...bundle, ...meteredModules(bundle) }), compatibilityFlags: [meterFlag] };
}

/** What the loader needs to run modules without network, bindings or unbounded CPU time. */
export function isolate(bundle: {
  mainModule: string;
  compatibilityDate: string;
  modules: Record<string, string>;
}): WorkerLoaderWorkerCode {
  const { mainModule, compatibilityDate, modules } = bundle;
  return {
    mainModule,
    compatibilityDate,
    modules: Object.fromEntries(Object.entries(modules).map(([name, js]) => [name, { js }])),
    env: {},
    globalOutbound: null,
    limits: { cpuMs: cpuLimit },
  };
}

export function loaderOf(env: Env): WorkerLoader {
  if (env.LOADER === undefined) throw new Error(loaderMissing.detail);
  return env.LOADER;
}
