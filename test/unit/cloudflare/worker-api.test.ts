import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appliedMigration, type WorkerAddress } from "../../../infra/cloudflare/worker-api.ts";
import { account, CloudflareApi, type Fault, refusal, token } from "./api.ts";

let api: CloudflareApi;
let worker: WorkerAddress;
let waits: number[];
beforeEach(async () => {
  api = new CloudflareApi();
  worker = { apiBaseUrl: await api.start(), apiToken: token, accountId: account, scriptName: "aidevos" };
  waits = [];
});
afterEach(() => api.stop());

const ports = {
  fetch,
  wait: async (milliseconds: number) => {
    waits.push(milliseconds);
  },
};

describe("the newest applied migration", () => {
  test("of a Worker that is not deployed is none", async () => {
    expect(await appliedMigration(worker, ports)).toEqual({ ok: true, result: undefined });
  });

  test.each([undefined, "v1"])("of a Worker whose tag is %s", async (tag) => {
    api.put("aidevos", [], tag);
    expect(await appliedMigration(worker, ports)).toEqual({ ok: true, result: tag });
  });

  test("of another account is a failure, not a first deployment", async () => {
    api.put("aidevos", [], "v1");
    expect(await appliedMigration({ ...worker, accountId: "other" }, ports)).toMatchObject({
      failure: { kind: "refused", what: expect.stringContaining("Could not route") },
    });
  });
});

const html: Fault = { status: 404, body: "<html>no such page</html>" };
const body = JSON.stringify({ success: true, errors: [], result: { some: "other answer" } });

test.each<[string, Fault, string, string, "once" | "four times"]>([
  ["no answer", "disconnect", "unreachable", "got no answer: fetch failed: ", "four times"],
  ["401", refusal(401, 10000, "Unauthorized"), "denied", "Unauthorized", "once"],
  ["403", refusal(403, 10000, "Forbidden"), "denied", "Forbidden", "once"],
  ["a page", html, "nonsense", "with 404: <html>", "four times"],
  ["another result", { status: 200, body }, "nonsense", "other answer", "four times"],
  ["409", refusal(409, 1, "in use"), "conflict", "in use", "four times"],
  ["429", refusal(429, 971, "slow down"), "limited", "slow down", "four times"],
  ["503", { status: 503, body: "" }, "broken", "with 503: (nothing)", "four times"],
  ["success: false", refusal(200, 7003, "no route"), "refused", "no route", "once"],
  ["400", refusal(400, 10021, "bad metadata"), "refused", "bad metadata", "once"],
])("%s is told with its reason, and asked again where it can pass", async (_, fault, kind, what, asked) => {
  api.put("aidevos", [], "v1");
  api.fail("GET services/aidevos", fault, fault, fault, fault);
  expect(await appliedMigration(worker, ports)).toMatchObject({
    ok: false,
    failure: { kind, what: expect.stringContaining(what) },
  });
  expect(waits).toEqual(asked === "once" ? [] : [1000, 4000, 10_000]);
  expect(api.calls).toHaveLength(waits.length + 1);
});

test("what passes is no failure, and a Retry-After is obeyed up to a minute", async () => {
  api.put("aidevos", [], "v1");
  const limited = (seconds: string) => ({
    ...refusal(429, 971, "slow down"),
    headers: { "retry-after": seconds },
  });
  api.fail("GET services/aidevos", limited("7"), limited("3600"), limited("Wed, 21 Oct 2026 07:28:00 GMT"));
  expect(await appliedMigration(worker, ports)).toEqual({ ok: true, result: "v1" });
  expect(waits).toEqual([7000, 60_000, 10_000]);
});

test("a server that is not there is named with what the system says of it", async () => {
  api.stop();
  expect(await appliedMigration(worker, ports)).toMatchObject({
    failure: { kind: "unreachable", what: expect.stringMatching(/fetch failed: .*ECONNREFUSED/) },
  });
});
