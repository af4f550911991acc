import { Agent } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/runtime/bundle.ts";
import { repositoryOf } from "../../../shared/delivery/toolbox.ts";
import { send } from "../objects/fixtures/send.ts";
import { todos } from "./blueprints.ts";
import { compile, loadToolbox } from "./serving.ts";

let alone: Miniflare;
beforeAll(async () => {
  const { files } = await compile(todos);
  const toolbox = await loadToolbox();
  const { modules, compatibilityDate } = makeBundle({ files, toolbox });
  const entry = stripTypeScriptTypes(
    repositoryOf(toolbox, { service: "todos", files }).get("src/worker.ts") ?? "",
  );
  alone = new Miniflare({
    compatibilityDate,
    modules: Object.entries({ "worker.ts": entry, ...modules }).map(([path, contents]) => ({
      type: "ESModule" as const,
      path,
      contents,
    })),
    durableObjects: { SERVICE: { className: "Service", useSQLite: true } },
  });
});
afterAll(() => alone.dispose());

test("a service that is deployed alone takes its base, ids and time from no caller", async () => {
  const headers = {
    "x-aidevos-base": "http://evil.test",
    "x-aidevos-time": "soon",
    "x-aidevos-request": "00000000-0000-4000-8000-000000000000",
  };
  const init = { method: "POST", body: '{"title": "x"}', headers };
  const created = await alone.dispatchFetch("http://todos.test/", init);
  expect(created.status).toBe(201);
  expect(created.headers.get("location")).toMatch(/^http:\/\/todos\.test\//);
  expect(await created.json()).toMatchObject({ id: expect.not.stringContaining("00000000-0000") });
});

describe("a keep-alive connection outlives an answer to a body that nobody needed", () => {
  test.each([
    ["of an unknown path", "/a/b/c", 20_000, 300, 404],
    ["of a body that is too large", "/", 2_000_000, 40, 413],
    ["of a path with half a character", "/%ff", 20_000, 100, 400],
  ])("%s", async (_name, path, length, count, status) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const { origin } = await alone.ready;
    const request = { method: "POST", path, body: "x".repeat(length), agent };
    const answers = Array.from({ length: count }, (_, index) =>
      send(origin, { ...request, chunked: index % 2 === 1 }),
    );
    expect(new Set((await Promise.all(answers)).map((answer) => answer.status))).toEqual(new Set([status]));
    agent.destroy();
  });
});
