import { hostHeaders } from "@aidevos/kit";
import { callVia, pausing, testBase, testClock } from "@aidevos/kit/testing";
import { build } from "esbuild";
import { Miniflare } from "miniflare";
import { afterAll, beforeEach } from "vitest";
import wrangler from "../wrangler.json" with { type: "json" };

export { otherId } from "@aidevos/kit/testing";

/** Each test names an object of its own, so it begins on an empty service. */
const objectHeader = "x-test-object";
const entry = `export { Service } from "./src/service.ts";
export default {
  fetch(request, env) {
    const id = env.SERVICE.idFromName(request.headers.get("${objectHeader}"));
    return env.SERVICE.get(id).fetch(request);
  },
};`;

let runtime: Promise<Miniflare> | undefined;
let object = crypto.randomUUID();
let pauseOfTest = pausing();
let clockOfTest = testClock();

beforeEach(() => {
  object = crypto.randomUUID();
  pauseOfTest = pausing();
  clockOfTest = testClock();
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
    compatibilityDate: wrangler.compatibility_date,
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
}

/** Lets so many milliseconds pass, at most 3,000 in a test. */
export const pause = (milliseconds: number) => pauseOfTest(milliseconds);

/** Lets so many milliseconds pass at once: the service is told that it is so much later. From then on none pass by themselves. */
export const advance = (milliseconds: number) => clockOfTest.advance(milliseconds);

/** Milliseconds since the epoch, as the service is told. */
export const now = () => clockOfTest.now();

/** Calls the service under test, in the real runtime. */
export const call = callVia(
  async ({ method, path, headers, body, time = Date.now() }) => {
    runtime ??= start();
    const response = await (await runtime).dispatchFetch(`${testBase}${path}`, {
      method,
      headers: {
        ...headers,
        [hostHeaders.base]: testBase,
        [hostHeaders.time]: String(time),
        [hostHeaders.trial]: "1",
        [objectHeader]: object,
      },
      body,
    });
    return { status: response.status, headers: [...response.headers], text: await response.text() };
  },
  () => clockOfTest,
);
