import { readFileSync } from "node:fs";
import { hostHeaders } from "@aidevos/kit";
import { type Call, callVia, type Answer as KitAnswer, type Send, testBase } from "@aidevos/kit/testing";
import { Miniflare } from "miniflare";
import type * as z from "zod";
import { makeBundle } from "../../../lambdas/verify/bundle.ts";
import { checkTypes } from "../../../lambdas/verify/type-check.ts";
import { buildToolbox, toolboxFile } from "../../../scripts/build-toolbox.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementServiceByRules } from "../../../shared/compiler/implement-service.ts";
import type { Bundle } from "../../../shared/delivery/bundle.ts";
import { Toolbox } from "../../../shared/delivery/toolbox.ts";

export interface Answer extends Omit<KitAnswer, "headers" | "body"> {
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read properties of JSON answers
  body: any;
}

export interface Served {
  call(...request: Parameters<Call>): Promise<Answer>;
  stop(): Promise<void>;
}

let toolbox: Promise<Toolbox> | undefined;

export function loadToolbox(): Promise<Toolbox> {
  toolbox ??= buildToolbox().then(() => Toolbox.parse(JSON.parse(readFileSync(toolboxFile, "utf8"))));
  return toolbox;
}

/** Compiles a blueprint and checks the code's types. */
export async function compile(blueprint: z.input<typeof Blueprint>) {
  const { files, migrations } = implementServiceByRules({
    blueprint: Blueprint.parse(blueprint),
    requirement: "As the blueprint says.",
  });
  const problems = checkTypes({ files, toolbox: await loadToolbox() });
  return { files, migrations, problems };
}

/** Serves a blueprint's code from the real runtime; `call` reaches an object of its own for each `fresh()`. */
export async function serve(blueprint: z.input<typeof Blueprint>): Promise<Served & { fresh(): void }> {
  const { files, problems } = await compile(blueprint);
  if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  const { send, stop } = await serveBundle(makeBundle({ files, toolbox: await loadToolbox() }));
  let object = crypto.randomUUID();
  return {
    fresh() {
      object = crypto.randomUUID();
    },
    async call(...request) {
      const answer = await callVia(send(object))(...request);
      return { ...answer, headers: new Headers(answer.headers) };
    },
    stop,
  };
}

const objectHeader = "x-test-object";
const host = `export { Service } from "./service.ts";
export default {
  fetch(request, env) {
    return env.SERVICE.getByName(request.headers.get("${objectHeader}")).fetch(request);
  },
};`;

/** Runs a bundle in the real runtime; `send` reaches the object of that name. */
export async function serveBundle({ modules, compatibilityDate }: Bundle) {
  const miniflare = new Miniflare({
    compatibilityDate,
    modules: Object.entries({ "host.js": host, ...modules }).map(([path, contents]) => ({
      type: "ESModule" as const,
      path,
      contents,
    })),
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
  await miniflare.ready;
  const send =
    (object: string): Send =>
    async ({ method, path, headers, body }) => {
      const response = await miniflare.dispatchFetch(`${testBase}${path}`, {
        method,
        redirect: "manual",
        headers: { [hostHeaders.base]: testBase, [objectHeader]: object, ...headers },
        body,
      });
      return { status: response.status, headers: [...response.headers], text: await response.text() };
    };
  return { send, stop: () => miniflare.dispose() };
}
