import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { blueprint, entity, operations } from "./blueprints.ts";
import { serve } from "./serving.ts";

const flags = blueprint([
  entity(
    "flag",
    "flags",
    [
      { name: "key", type: "string", required: true, pattern: "[a-z]+" },
      { name: "team", type: "string", required: true },
      { name: "label", type: "string", required: true, ignoreCase: true },
      { name: "note", type: "string", nullable: true },
    ],
    {
      identifier: { name: "key", type: "given" },
      operations: [
        { kind: "create", method: "PUT", path: "/flags/:id", status: 201, answer: "entity" },
        ...operations("/flags", ["list", "read", "replace", "delete"]),
      ],
      list: { filters: [{ parameter: "labelPrefix", fields: ["label"], comparison: "starts-with" }] },
      uniqueTogether: [{ fields: ["team", "label"] }],
    },
  ),
]);

let service: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  service = await serve(flags);
});
beforeEach(() => service.fresh());
afterAll(() => service.stop());

test("a PUT creates what is not there and replaces what is", async () => {
  const { call } = service;
  const made = await call("PUT", "/flags/dark", { team: "web", label: "Dark", note: "x" });
  expect(made.status).toBe(201);
  expect(made.headers.get("location")).toBe("http://service.test/flags/dark");
  const replaced = await call("PUT", "/flags/dark", { team: "web", label: "Darker" });
  expect(replaced.status).toBe(200);
  expect(replaced.body).toEqual({ key: "dark", team: "web", label: "Darker", note: null });
  expect((await call("PUT", "/flags/no-key", { team: "web", label: "L" })).status).toBe(400);
  expect((await call("PUT", "/flags/other", { team: "web" })).status).toBe(400);
  expect((await call("GET", "/flags")).body).toHaveLength(1);
});

test("a combination ignores the case of a text that says so", async () => {
  const { call } = service;
  await call("PUT", "/flags/one", { team: "web", label: "Dark" });
  expect((await call("PUT", "/flags/two", { team: "web", label: "DARK" })).status).toBe(409);
  expect((await call("PUT", "/flags/two", { team: "app", label: "DARK" })).status).toBe(201);
});

test("a filter takes the beginning of a text", async () => {
  const { call } = service;
  await call("PUT", "/flags/one", { team: "web", label: "List" });
  await call("PUT", "/flags/two", { team: "web", label: "Playlist" });
  const found = await call("GET", "/flags?labelPrefix=LIS");
  expect(found.body.map(({ key }: { key: string }) => key)).toEqual(["one"]);
});
