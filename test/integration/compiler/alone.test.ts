import { stripTypeScriptTypes } from "node:module";
import { Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeBundle } from "../../../lambdas/verify/bundle.ts";
import { repositoryOf } from "../../../shared/delivery/toolbox.ts";
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
