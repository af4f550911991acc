import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { attachLoader, explainLoader } from "../../../infra/cloudflare/loader.ts";
import type { WorkerAddress } from "../../../infra/cloudflare/worker-api.ts";
import { account, CloudflareApi, type Fault, refusal, token } from "./api.ts";

const settings = "scripts/aidevos/settings";
const secret = { name: "CONTROL_SECRET", type: "secret_text", text: "as it was" };
const loader = { name: "LOADER", type: "worker_loader" };

let api: CloudflareApi;
let worker: WorkerAddress;
beforeEach(async () => {
  api = new CloudflareApi();
  worker = { apiBaseUrl: await api.start(), apiToken: token, accountId: account, scriptName: "aidevos" };
});
afterEach(() => api.stop());

const attach = () => attachLoader(worker, "LOADER", { fetch, wait: async () => {} });
const bindings = () => api.workers.get("aidevos")?.bindings;
const always = (fault: Fault) => [fault, fault, fault, fault];

/** What is printed for a loader that is not there. */
async function explanation(): Promise<string> {
  const outcome = await attach();
  if (outcome.kind === "attached") throw new Error("It was attached.");
  return explainLoader(outcome, "aidevos");
}

describe("attaching the loader", () => {
  test("leaves every other binding as it is", async () => {
    api.put("aidevos", [secret]);
    expect(await attach()).toEqual({ kind: "attached" });
    expect(bindings()).toEqual([secret, loader]);
  });

  test("takes the name from a binding of another type", async () => {
    api.put("aidevos", [{ name: "LOADER", type: "plain_text" }]);
    expect(await attach()).toEqual({ kind: "attached" });
    expect(bindings()).toEqual([loader]);
  });

  test("changes nothing when the loader is there", async () => {
    api.put("aidevos", [loader, secret]);
    expect(await attach()).toEqual({ kind: "attached" });
    expect(api.calls).toEqual([`GET ${settings}`]);
  });

  test.each<[string, Fault]>([
    ["not heard", "disconnect"],
    ["carried out, and the answer lost", "disconnect afterwards"],
    ["carried out, and answered by a proxy", "answer with nonsense afterwards"],
    ["in conflict with another", refusal(409, 1, "in use")],
    ["one too many", refusal(429, 971, "slow down")],
    ["met by trouble", { status: 502, body: "<html>" }],
    ["too early", refusal(404, 10007, "This Worker does not exist on your account.")],
  ])("succeeds after a call that was %s", async (_, fault) => {
    api.put("aidevos", [secret]);
    api.fail(`PATCH ${settings}`, fault);
    expect(await attach()).toEqual({ kind: "attached" });
    expect(bindings()).toEqual([secret, loader]);
  });
});

describe("a loader that cannot be attached", () => {
  beforeEach(() => {
    api.put("aidevos", [secret]);
  });

  test.each<[string, Fault, string]>([
    ["no answer", "disconnect", "Check the connection"],
    ["401", refusal(401, 10000, "Unauthorized"), "CLOUDFLARE_API_TOKEN"],
    ["403", refusal(403, 10000, "Forbidden"), "CLOUDFLARE_API_TOKEN"],
    ["404", refusal(404, 10007, "does not exist"), "CLOUDFLARE_ACCOUNT_ID and --name"],
    ["409", refusal(409, 1, "in use"), "Somebody else is changing the Worker"],
    ["429", refusal(429, 971, "slow down"), "wait five minutes"],
    ["500", refusal(500, 1, "internal"), "www.cloudflarestatus.com"],
    ["nonsense", { status: 200, body: "<html>hello</html>" }, "no answer of Cloudflare's API"],
    ["success: false", refusal(200, 10021, "no such type"), "own words above"],
  ])("because of %s is told: what is live, what happened, what to do", async (_, fault, advice) => {
    api.fail(`PATCH ${settings}`, ...always(fault));
    const [live, what, todo] = (await explanation()).split("\n");
    expect(live).toBe(
      "The Worker aidevos is deployed, without its loader: it answers every call with 503 until that is attached.",
    );
    expect(what).toContain(`PATCH ${worker.apiBaseUrl}/accounts/account/workers/${settings}`);
    expect(todo).toContain(advice);
    expect(todo).toMatch(/Then run the same command again: it does only what is left to do\.$/);
    expect(bindings()).toEqual([secret]);
  });

  test("since the account's plan has none is told", async () => {
    api.forgetsLoaders = true;
    const told = await explanation();
    expect(told).toContain("without its loader");
    expect(told).toContain("need the paid plan");
  });

  test("and of which nothing can be read is not called missing", async () => {
    api.fail(`GET ${settings}`, ...always({ status: 500, body: "" }));
    expect(await explanation()).toContain("whether it has its loader could not be read");
  });

  test("never shows the token", async () => {
    api.fail(`PATCH ${settings}`, ...always(refusal(403, 10000, "Forbidden")));
    expect(await explanation()).not.toContain(token);
  });
});
