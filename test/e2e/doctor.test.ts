import { afterEach, expect, test, vi } from "vitest";
import * as z from "zod";
import { deadUrl, replaying } from "../unit/models/wire.ts";
import { aidevos } from "./command.ts";

const Reports = z.array(
  z.looseObject({ model: z.string(), usable: z.boolean(), error: z.string().optional() }),
);

afterEach(() => vi.unstubAllEnvs());

test("the doctor says of a model that can't be reached what to do, and ends with 1", async () => {
  const model = `openai:some-model@${await deadUrl()}/v1`;
  const { status, stdout } = await aidevos(["doctor", "--json", "--model", model]).ended;
  expect(Reports.parse(JSON.parse(stdout))).toEqual([
    { model, usable: false, error: expect.stringMatching(/can't be reached.*ECONNREFUSED/) },
  ]);
  expect(status).toBe(1);
});

test("the doctor says that a key is not taken, and not which", async () => {
  vi.stubEnv("AIDEVOS_MODEL_KEY", "key-of-the-test-4711");
  const { url, received } = await replaying({
    status: 401,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { message: "Incorrect API key provided: key-of-the-test-4711" } }),
  });
  const { status, stdout, stderr } = await aidevos(["doctor", "--model", `openai:m@${url}/v1`]).ended;
  expect(received[0]?.headers.authorization).toBe("Bearer key-of-the-test-4711");
  expect(stdout).toMatch(/can't be used\n.*Check that the key is right/);
  expect(stdout + stderr).not.toContain("key-of-the-test-4711");
  expect(status).toBe(1);
});

test("the doctor names each model that a role has, the offline one too", async () => {
  const { status, stdout } = await aidevos(["doctor", "--json"]).ended;
  expect(Reports.parse(JSON.parse(stdout))).toMatchObject([{ model: "offline", usable: true }]);
  expect(status).toBe(0);
});

test("a model that nobody can read is a wrong usage", async () => {
  const { status, stderr } = await aidevos(["doctor", "--model", "gpt"]).ended;
  expect(stderr).toContain("openai:ID@BASEURL");
  expect(status).toBe(2);
});
