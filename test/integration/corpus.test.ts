import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { Send } from "@aidevos/kit/testing";
import { expect, test } from "vitest";
import { makeBundle } from "../../lambdas/runtime/bundle.ts";
import { serveBundle } from "./compiler/runtime.ts";
import { compile, loadToolbox } from "./compiler/serving.ts";
import { blueprintOf } from "./spec/serving.ts";

const folder = join(import.meta.dirname, "../corpus");
const requirements = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() && existsSync(join(folder, entry.name, "spec.md")) ? [entry.name] : [],
);

/** Hands a request on to a service, and its answer back. */
async function handOn(send: Send, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = "GET", url: path = "/", headers } = request;
  const body = await text(request);
  const given = Object.entries(headers).flatMap(([name, value]) =>
    ["host", "connection", "content-length", "transfer-encoding"].includes(name) || value === undefined
      ? []
      : [[name, String(value)] as const],
  );
  const answer = await send({
    method,
    path,
    headers: Object.fromEntries(given),
    body: body === "" ? null : body,
  });
  const plain = answer.headers.filter(
    ([name]) => !/^(content-(length|encoding)|transfer-encoding)$/i.test(name),
  );
  response.writeHead(answer.status, plain.flat());
  response.end(answer.text);
}

test.each(requirements)(
  "what a model has made of the requirement %s passes the checks of who knew its words alone",
  async (name) => {
    const spec = readFileSync(join(folder, name, "spec.md"), "utf8");
    const { files, problems } = await compile(blueprintOf(spec));
    expect(problems).toEqual([]);
    const { send, stop } = await serveBundle(makeBundle({ files, toolbox: await loadToolbox() }));
    const server = createServer((request, response) => {
      handOn(send(name), request, response).catch((error: unknown) => response.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const checks = join(folder, name, "checks.mjs");
    const { stdout } = await promisify(execFile)(process.execPath, [checks, `http://127.0.0.1:${port}`]);
    server.close();
    server.closeAllConnections();
    await stop();
    const lines = stdout.trim().split("\n");
    expect(lines.filter((line) => line.startsWith("FAIL"))).toEqual([]);
    expect(lines.at(-1)).toMatch(/^(\d+) of \1$/);
  },
  120_000,
);
