import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ServiceError } from "../../../local/errors.ts";
import { FunctionUrls } from "../../../local/lambda/function-url.ts";

const invoked: { name: string; event: { body: string; isBase64Encoded: boolean; rawPath: string } }[] = [];
const urls = new FunctionUrls(
  [
    {
      name: "hook",
      arn: "arn",
      stack: "S",
      logicalId: "Hook",
      type: "AWS::Lambda::Url",
      properties: { TargetFunctionArn: "function", AuthType: "NONE" },
      assets: new Map(),
    },
  ],
  async (name, payload) => {
    invoked.push({ name, event: JSON.parse(payload) });
    return { payload: JSON.stringify({ statusCode: 202, body: "taken" }) };
  },
);

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer((incoming, response) => {
    urls
      .handle(incoming, response, new URL(incoming.url ?? "/", "http://localhost"))
      .catch((error: unknown) => {
        response.writeHead(error instanceof ServiceError ? error.status : 500, { connection: "close" }).end();
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/function-urls/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test("a function URL hands its function the bytes of a call, and answers as it says", async () => {
  const answer = await fetch(`${base}hook/deep?x=1`, { method: "POST", body: "{}" });
  expect([answer.status, await answer.text()]).toEqual([202, "taken"]);
  expect(invoked).toMatchObject([
    { name: "function", event: { body: "e30=", isBase64Encoded: true, rawPath: "/deep" } },
  ]);
});

test("a call that says it is too long is refused unread, and one to nowhere too", async () => {
  expect((await fetch(`${base}other/`, { method: "POST", body: "{}" })).status).toBe(404);
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>();
  const headers = { "content-length": 7 * 1024 * 1024 };
  const outgoing = request(`${base}hook/`, { method: "POST", headers });
  outgoing.on("response", (answer) => resolve(answer.resume().statusCode)).on("error", reject);
  outgoing.flushHeaders();
  expect(await promise).toBe(413);
  outgoing.destroy();
  expect(invoked).toHaveLength(1);
});
