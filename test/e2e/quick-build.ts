import { hostHeaders } from "@aidevos/kit";
import { Miniflare } from "miniflare";
import { makeBundle } from "../../lambdas/runtime/bundle.ts";
import { implementService } from "../../shared/compiler/implement-service.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { loadToolbox } from "../integration/compiler/serving.ts";

/** A host in miniature: one object, reached below a base path, with the headers that the real host sets. */
const HOST = `
export { Service } from "./service.ts";
export default {
  fetch(request, env) {
    const url = new URL(request.url);
    const [, services, name, ...rest] = url.pathname.split("/");
    const inner = new Request(new URL("/" + rest.join("/") + url.search, url), request);
    inner.headers.set("${hostHeaders.base}", [url.origin, services, name].join("/"));
    inner.headers.set("${hostHeaders.time}", String(Date.now()));
    inner.headers.set("${hostHeaders.request}", crypto.randomUUID());
    return env.SERVICE.get(env.SERVICE.idFromName(name)).fetch(inner);
  },
};`;

/** The bundle that is compiled of a spec, without the cloud and its gates. */
export async function bundleOf(spec: string, name: string): Promise<Bundle> {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread")
    throw new Error(`The spec of ${name} cannot be read:\n${reportProblems(spec, reading.problems)}`);
  const { files } = implementService({ blueprint: reading.blueprint, requirement: spec });
  return makeBundle({ files, toolbox: await loadToolbox() });
}

/** Compiles specs straight away and serves each from a Miniflare of its own. */
export function quickBuilder() {
  const running: Miniflare[] = [];
  return {
    async build(spec: string, name: string): Promise<string> {
      const bundle = await bundleOf(spec, name);
      const modules = Object.entries({ "host.js": HOST, ...bundle.modules });
      const miniflare = new Miniflare({
        compatibilityDate: bundle.compatibilityDate,
        modules: modules.map(([path, contents]) => ({ type: "ESModule", path, contents })),
        durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
      });
      running.push(miniflare);
      const { origin } = await miniflare.ready;
      return `${origin}/services/${name}`;
    },
    async stop(): Promise<void> {
      await Promise.all(running.map((miniflare) => miniflare.dispose()));
    },
  };
}
