import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { account, CloudflareApi, refusal, token } from "../unit/cloudflare/api.ts";

const command = join(import.meta.dirname, "../../infra/cloudflare/deploy.ts");
const provider = providerIsThere();
if (!provider)
  console.warn("The data plane's deploy is skipped: Terraform cannot get Cloudflare's provider here.");

/** Whether Terraform is here and finds the provider, in a registry or in a mirror of TF_CLI_CONFIG_FILE. */
function providerIsThere(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "aidevos-provider-"));
  const source = { source: "cloudflare/cloudflare", version: "5.14.0" };
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({ terraform: { required_providers: { cloudflare: source } } }),
  );
  const { status } = spawnSync("terraform", ["init", "-input=false"], { cwd: folder, timeout: 120_000 });
  rmSync(folder, { recursive: true });
  return status === 0;
}

const secret = "the first secret, of more than 32 characters";
const nextSecret = "the second secret, of more than 32 characters";

describe.skipIf(!provider)("deploying with Terraform and Cloudflare's provider", { timeout: 120_000 }, () => {
  let folder: string;
  let state: string;
  let api: CloudflareApi;
  let url: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "aidevos-deploy-"));
    state = join(folder, "data-plane.tfstate");
    api = new CloudflareApi();
    url = await api.start();
  });
  afterEach(() => {
    api.stop();
    rmSync(folder, { recursive: true });
  });

  interface Ended {
    status: number;
    output: string;
    /** What changed something at Cloudflare. */
    changes: string[];
  }

  async function deploy(args: string[] = [], environment: Record<string, string> = {}): Promise<Ended> {
    const callsBefore = api.calls.length;
    const { status, output } = await new Promise<Omit<Ended, "changes">>((resolve) => {
      const env = {
        ...process.env,
        CLOUDFLARE_API_TOKEN: token,
        CLOUDFLARE_ACCOUNT_ID: account,
        TF_VAR_api_base_url: url,
        TF_VAR_control_secret: secret,
        ...environment,
      };
      const all = [command, "--yes", "--state", state, ...args];
      execFile(process.execPath, all, { cwd: folder, env }, (error, stdout, stderr) => {
        resolve({ status: error ? Number(error.code) : 0, output: stdout + stderr });
      });
    });
    return {
      status,
      output,
      changes: api.calls.slice(callsBefore).filter((call) => !call.startsWith("GET")),
    };
  }

  const bindingOf = (name: string) => api.workers.get("aidevos")?.bindings.find((one) => one.name === name);

  test("the first uploads the Worker and attaches its loader, the second asks for nothing", async () => {
    const first = await deploy();
    expect(first).toMatchObject({ status: 0 });
    expect(first.changes).toEqual([
      "PUT scripts/aidevos",
      "POST scripts/aidevos/subdomain",
      "PATCH scripts/aidevos/settings",
    ]);
    expect(bindingOf("LOADER")).toMatchObject({ type: "worker_loader" });
    const second = await deploy();
    expect(second).toMatchObject({ status: 0, changes: [] });
    expect(second.output).toContain("Nothing differs");
  });

  test("a rotated secret is uploaded, the loader stays, and the old secret is nowhere in the end", async () => {
    await deploy();
    const rotating = await deploy([], {
      TF_VAR_control_secret: nextSecret,
      TF_VAR_control_secret_previous: secret,
    });
    expect(rotating).toMatchObject({ status: 0, changes: ["PUT scripts/aidevos"] });
    expect(bindingOf("CONTROL_SECRET")?.text).toBe(nextSecret);
    expect(bindingOf("CONTROL_SECRET_PREVIOUS")?.text).toBe(secret);
    expect(bindingOf("LOADER")).toMatchObject({ type: "worker_loader" });
    const rotated = await deploy([], { TF_VAR_control_secret: nextSecret });
    expect(rotated).toMatchObject({ status: 0, changes: ["PUT scripts/aidevos"] });
    for (const file of [state, `${state}.backup`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).not.toContain(secret);
    }
    for (const { output } of [rotating, rotated]) expect(output).not.toMatch(/the (first|second) secret/);
  });

  test("a domain that is left out stays, and goes when that is said", async () => {
    const domain = ["--domain", "services.example.com", "--zone", "zone"];
    expect(await deploy(domain)).toMatchObject({ status: 0 });
    expect(await deploy()).toMatchObject({ status: 0, changes: [] });
    expect(await deploy([], { TF_VAR_control_secret: nextSecret })).toMatchObject({
      status: 0,
      changes: ["PUT scripts/aidevos"],
    });
    expect([...api.domains.keys()]).toEqual(["domain-services.example.com"]);
    expect(await deploy(["--no-domain"], { TF_VAR_control_secret: nextSecret })).toMatchObject({ status: 0 });
    expect(api.domains.size).toBe(0);
    expect(api.subdomains.get("aidevos")).toMatchObject({ enabled: true });
  });

  test("two at once, of two stages, keep their secrets apart", async () => {
    const other = ["--name", "stage", "--state", join(folder, "stage.tfstate")];
    const [one, two] = await Promise.all([deploy(), deploy(other, { TF_VAR_control_secret: nextSecret })]);
    expect([one.status, two.status]).toEqual([0, 0]);
    const secretOf = (name: string) =>
      api.workers.get(name)?.bindings.find(({ name }) => name === "CONTROL_SECRET")?.text;
    expect([secretOf("aidevos"), secretOf("stage")]).toEqual([secret, nextSecret]);
  });

  test("Terraform's log, which would hold the secrets, stays off", async () => {
    const log = join(folder, "terraform.log");
    const { status, output } = await deploy([], { TF_LOG: "TRACE", TF_LOG_PATH: log });
    expect(status).toBe(0);
    expect(output).toContain("TF_LOG");
    expect(output).not.toContain(secret);
    expect(() => statSync(log)).toThrow();
  });

  test("a loader that cannot be attached is told, and the next run attaches it without an upload", async () => {
    api.fail("PATCH scripts/aidevos/settings", refusal(403, 10000, "Authentication error"));
    const failed = await deploy();
    expect(failed.status).toBe(1);
    expect(failed.output).toContain("without its loader");
    const again = await deploy();
    expect(again).toMatchObject({ status: 0, changes: ["PATCH scripts/aidevos/settings"] });
  });
});
