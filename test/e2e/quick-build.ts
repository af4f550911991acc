import { hostHeaders } from "@aidevos/kit";
import { Miniflare } from "miniflare";
import { makeBundle } from "../../lambdas/verify/bundle.ts";
import { draftBlueprint } from "../../shared/agents/tasks/draft-blueprint.ts";
import { implementService } from "../../shared/agents/tasks/implement-service.ts";
import { readRequirement } from "../../shared/agents/tasks/read-requirement.ts";
import { implementServiceByRules } from "../../shared/compiler/implement-service.ts";
import type { Bundle } from "../../shared/delivery/bundle.ts";
import { draftBlueprintByRules } from "../../shared/offline/analyst/draft-blueprint.ts";
import { readRequirementByRules } from "../../shared/offline/analyst/read-requirement.ts";
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

/** The bundle that the rules make of a requirement, without the cloud and its gates. */
export async function bundleOf(requirement: string, name: string): Promise<Bundle> {
  const reading = readRequirement.output.parse(readRequirementByRules({ requirement }));
  if (reading.outcome === "refused")
    throw new Error(`The requirement ${name} was refused: ${reading.reason}`);
  const { title, clauses } = reading;
  const blueprint = draftBlueprint.output.parse(
    draftBlueprintByRules({ name, title, requirement, clauses, temperament: "lean" }),
  );
  const { files } = implementService.output.parse(implementServiceByRules({ blueprint, requirement }));
  return makeBundle({ files, toolbox: await loadToolbox() });
}

/** Builds requirements straight from the rules and serves each from a Miniflare of its own. */
export function quickBuilder() {
  const running: Miniflare[] = [];
  return {
    async build(requirement: string, name: string): Promise<string> {
      const bundle = await bundleOf(requirement, name);
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
