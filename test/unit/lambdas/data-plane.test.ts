import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { callDataPlane } from "../../../lambdas/runtime/data-plane.ts";
import { listen } from "../../../local/ports.ts";
import { type Answering, answering } from "../models/wire.ts";

let secrets: Answering;
beforeAll(async () => {
  secrets = await answering(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ ARN: "control", Name: "control", SecretString: "secret" }),
  }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    CONTROL_SECRET_ID: "control",
  });
});
afterAll(() => secrets.stop());

test("each call has a connection of its own, which nobody can have closed before", async () => {
  let connections = 0;
  const plane = createServer((_, response) => void response.end("{}"));
  plane.on("connection", () => connections++);
  process.env.DATA_PLANE_URL = `http://127.0.0.1:${await listen(plane, { port: 0, only: true })}`;
  try {
    const call = { method: "GET", path: "/services/lamps", answer: z.object({}) } as const;
    expect([await callDataPlane(call), await callDataPlane(call)]).toEqual([{}, {}]);
    expect(connections).toBe(2);
  } finally {
    plane.closeAllConnections();
    await new Promise((resolve) => plane.close(resolve));
  }
});
