import { describe, expect, test } from "vitest";
import { appliedMigration, attachLoader, CloudflareApiError } from "../../../infra/cloudflare/worker-api.ts";

const worker = {
  apiBaseUrl: "https://api.test/client/v4/",
  apiToken: "token",
  accountId: "account",
  scriptName: "aidevos",
};

interface Binding {
  name: string;
  type: string;
}

/** Cloudflare's API for one Worker, as far as a deployment's own calls go. */
function api(deployed: { bindings: Binding[]; tag?: string | null; forgetsLoaders?: boolean } | undefined) {
  const calls: string[] = [];
  const answer: typeof fetch = async (input, init) => {
    const { method, url, headers } = new Request(input, init);
    const path = new URL(url).pathname.replace("/client/v4/accounts/account/workers/", "");
    calls.push(`${method} ${path}`);
    if (headers.get("authorization") !== "Bearer token") return Response.json({}, { status: 403 });
    if (!deployed) return Response.json({ success: false }, { status: 404 });
    if (path === "services/aidevos") {
      return Response.json({ result: { default_environment: { script: { migration_tag: deployed.tag } } } });
    }
    if (method === "PATCH" && init?.body instanceof FormData) {
      const { bindings } = JSON.parse(String(init.body.get("settings")));
      const kept = new Map(deployed.bindings.map((binding) => [binding.name, binding]));
      deployed.bindings = bindings
        .map((binding: Binding) => (binding.type === "inherit" ? kept.get(binding.name) : binding))
        .filter((binding: Binding) => !(deployed.forgetsLoaders && binding.type === "worker_loader"));
    }
    return Response.json({ result: { bindings: deployed.bindings } });
  };
  return { answer, calls, deployed };
}

describe("the newest applied migration", () => {
  test.each([
    ["a Worker that is not deployed", undefined, undefined],
    ["a Worker without migrations", { bindings: [], tag: null }, undefined],
    ["a Worker with one", { bindings: [], tag: "v1" }, "v1"],
  ])("of %s", async (_, deployed, tag) => {
    expect(await appliedMigration(worker, api(deployed).answer)).toBe(tag);
  });

  test("a refused token is an error, not a first deployment", async () => {
    const { answer } = api({ bindings: [] });
    await expect(appliedMigration({ ...worker, apiToken: "other" }, answer)).rejects.toThrow(/with 403/);
  });
});

describe("attaching the loader", () => {
  const secret = { name: "CONTROL_SECRET", type: "secret_text" };
  const loader = { name: "LOADER", type: "worker_loader" };

  test("leaves every other binding as it is", async () => {
    const { answer, deployed } = api({ bindings: [secret] });
    expect(await attachLoader(worker, "LOADER", answer)).toBe("attached");
    expect(deployed?.bindings).toEqual([secret, loader]);
  });

  test("changes nothing when the loader is there", async () => {
    const { answer, calls } = api({ bindings: [loader, secret] });
    expect(await attachLoader(worker, "LOADER", answer)).toBe("was there");
    expect(calls).toEqual(["GET scripts/aidevos/settings"]);
  });

  test("says so when the loader does not stay", async () => {
    const { answer } = api({ bindings: [secret], forgetsLoaders: true });
    await expect(attachLoader(worker, "LOADER", answer)).rejects.toThrow(/need the paid plan/);
  });

  test("says so when the Worker is not there", async () => {
    await expect(attachLoader(worker, "LOADER", api(undefined).answer)).rejects.toThrow(CloudflareApiError);
  });
});
