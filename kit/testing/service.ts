import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { afterAll, beforeEach } from "vitest";

/** An answer of the service: header names in lower case, `body` parsed when the answer is JSON, else null. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
  text: string;
}

/** Where the service seems to be while it is tested. */
const base = "http://service.test";

/** Each test names an object of its own, so it begins on an empty service. */
const entry = `export { Service } from "./src/service.ts";
export default {
  fetch(request, env) {
    const id = env.SERVICE.idFromName(request.headers.get("x-test-object"));
    return env.SERVICE.get(id).fetch(request);
  },
};`;

let runtime: Promise<Miniflare> | undefined;
let object = crypto.randomUUID();

beforeEach(() => {
  object = crypto.randomUUID();
});

afterAll(async () => {
  await (await runtime)?.dispose();
  runtime = undefined;
});

async function start(): Promise<Miniflare> {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: "." },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    conditions: ["workerd"],
    external: ["cloudflare:*"],
  });
  return new Miniflare({
    modules: true,
    script: outputFiles[0]?.text ?? "",
    compatibilityDate: "2026-07-01",
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
}

/**
 * Calls the service under test, in the real runtime. `target` is a path with its query, or an absolute URL of the
 * service. A body that is no string is sent as JSON.
 */
export async function call(
  method: string,
  target: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const url = new URL(target, base);
  if (url.origin !== base) throw new Error(`${target} is not a URL of the service under test (${base}).`);
  runtime ??= start();
  const sent = new Headers(headers);
  if (body !== undefined && !sent.has("content-type")) sent.set("content-type", "application/json");
  sent.set("x-aidevos-base", base);
  sent.set("x-test-object", object);
  const response = await (await runtime).dispatchFetch(url.href, {
    method,
    headers: Object.fromEntries(sent),
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parsed(response.headers.get("content-type"), text),
    text,
  };
}

function parsed(type: string | null, text: string): unknown {
  if (!/[/+]json\b/.test(type ?? "")) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
