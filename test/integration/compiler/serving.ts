import { readFileSync } from "node:fs";
import { Miniflare } from "miniflare";
import type * as z from "zod";
import { makeBundle } from "../../../lambdas/verify/bundle.ts";
import { checkTypes } from "../../../lambdas/verify/type-check.ts";
import { buildToolbox, toolboxFile } from "../../../scripts/build-toolbox.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { implementServiceByRules } from "../../../shared/compiler/implement-service.ts";
import { Toolbox } from "../../../shared/delivery/toolbox.ts";

const base = "http://service.test";

export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read properties of JSON answers
  body: any;
  text: string;
}

export interface Served {
  call(method: string, target: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
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
  const bundle = makeBundle({ files, toolbox: await loadToolbox() });
  return serveModules({ ...bundle.modules }, bundle.compatibilityDate);
}

const host = `export { Service } from "./service.ts";
export default {
  fetch(request, env) {
    const id = env.SERVICE.idFromName(request.headers.get("x-test-object"));
    return env.SERVICE.get(id).fetch(request);
  },
};`;

export async function serveModules(modules: Record<string, string>, compatibilityDate: string) {
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
  let object = crypto.randomUUID();
  return {
    fresh() {
      object = crypto.randomUUID();
    },
    async call(
      method: string,
      target: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Answer> {
      const response = await miniflare.dispatchFetch(new URL(target, base).href, {
        method,
        headers: { "x-aidevos-base": base, "x-test-object": object, ...headers },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: new Headers([...response.headers]),
        body:
          /json/.test(response.headers.get("content-type") ?? "") && text !== "" ? JSON.parse(text) : null,
        text,
      };
    },
    stop: () => miniflare.dispose(),
  };
}
