import { hostHeaders } from "@aidevos/kit";
import { type Send, testBase } from "@aidevos/kit/testing";
import { Miniflare } from "miniflare";
import type { Bundle } from "../../../shared/delivery/bundle.ts";

const bundleHeader = "x-test-bundle";
const objectHeader = "x-test-object";

/** Runs bundles that are put into it, each object of theirs as a facet, which is how the platform's host does. */
const host = `import { DurableObject } from "cloudflare:workers";

const bundles = new Map();

export class Host extends DurableObject {
  fetch(request) {
    const bundle = request.headers.get("${bundleHeader}");
    const worker = this.env.LOADER.get(bundle, () => bundles.get(bundle));
    return this.ctx.facets.get("service", () => ({ class: worker.getDurableObjectClass("Service") })).fetch(request);
  }
}

export default {
  async fetch(request, env) {
    const bundle = request.headers.get("${bundleHeader}");
    if (!request.headers.has("${objectHeader}")) {
      const { mainModule, compatibilityDate, modules } = await request.json();
      const code = Object.fromEntries(Object.entries(modules).map(([name, js]) => [name, { js }]));
      bundles.set(bundle, { mainModule, compatibilityDate, modules: code, env: {}, globalOutbound: null });
      return new Response();
    }
    return env.HOST.getByName(bundle + "/" + request.headers.get("${objectHeader}")).fetch(request);
  },
};`;

/** A runtime keeps the code of each bundle: after so many the next one gets another. */
const mostBundles = 32;

/** Milliseconds for which a runtime that serves nothing is kept for the next bundle. */
const keptFor = 500;

interface Runtime {
  miniflare: Miniflare;
  bundles: number;
  served: number;
  end: NodeJS.Timeout | undefined;
}

let latest: Runtime | undefined;

/** Runs a bundle in the real runtime, which those of one test file share; `send` reaches the object of that name. */
export async function serveBundle({ mainModule, modules, compatibilityDate }: Bundle) {
  const runtime = latest !== undefined && latest.bundles < mostBundles ? latest : start();
  latest = runtime;
  clearTimeout(runtime.end);
  const bundle = String(++runtime.bundles);
  runtime.served++;
  await runtime.miniflare.dispatchFetch(testBase, {
    method: "PUT",
    headers: { [bundleHeader]: bundle },
    body: JSON.stringify({ mainModule, modules, compatibilityDate }),
  });
  const send =
    (object: string): Send =>
    async ({ method, path, headers, body, time }) => {
      const response = await runtime.miniflare.dispatchFetch(`${testBase}${path}`, {
        method,
        redirect: "manual",
        headers: {
          [hostHeaders.base]: testBase,
          [hostHeaders.trial]: "1",
          [bundleHeader]: bundle,
          [objectHeader]: object,
          ...(time !== undefined && { [hostHeaders.time]: String(time) }),
          ...headers,
        },
        body,
      });
      return { status: response.status, headers: [...response.headers], text: await response.text() };
    };
  return {
    send,
    async stop(): Promise<void> {
      if (--runtime.served > 0) return;
      if (runtime.bundles === mostBundles) await end(runtime);
      else runtime.end = setTimeout(() => void end(runtime), keptFor);
    },
  };
}

function end(runtime: Runtime): Promise<void> {
  if (latest === runtime) latest = undefined;
  return runtime.miniflare.dispose();
}

function start(): Runtime {
  const miniflare = new Miniflare({
    compatibilityDate: "2026-07-01",
    modules: true,
    script: host,
    durableObjects: { HOST: { className: "Host", useSQLite: true } },
    workerLoaders: { LOADER: {} },
  });
  return { miniflare, bundles: 0, served: 0, end: undefined };
}
