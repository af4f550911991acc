import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DeployPorts, type DeployRequest, deploy } from "../../../infra/cloudflare/deployment.ts";
import { account, CloudflareApi, refusal, token } from "../../unit/cloudflare/api.ts";

const hasTerraform = spawnSync("terraform", ["version"]).status === 0;
if (!hasTerraform) console.warn("Deploys are not tested: Terraform is not on PATH.");

const secret = "the first secret, of more than 32 characters";
const nextSecret = "the second secret, of more than 32 characters";

/**
 * Terraform's own words and files, with its built-in resource instead of the Worker's, whose provider comes from a
 * registry. test/deploy runs the same with that.
 */
describe.skipIf(!hasTerraform)("a deploy", () => {
  let folder: string;
  let state: string;
  let api: CloudflareApi;
  let apiBaseUrl: string;
  /** The resources that are synthesized. */
  let resources: Record<string, object>;
  let printed: string;
  let outdirs: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "aidevos-deployment-"));
    state = join(folder, "data-plane.tfstate");
    api = new CloudflareApi();
    apiBaseUrl = await api.start();
    api.put("aidevos", []);
    resources = { worker: { input: `\${var.control_secret}` } };
    printed = "";
    outdirs = [];
  });
  afterEach(() => {
    api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function synthesize(outdir: string): string {
    const directory = join(outdir, "stacks", "data-plane");
    mkdirSync(directory, { recursive: true });
    const stack = {
      terraform: { backend: { local: { path: "terraform.tfstate" } } },
      variable: { control_secret: { type: "string", sensitive: true } },
      resource: { terraform_data: resources },
    };
    writeFileSync(join(directory, "cdk.tf.json"), JSON.stringify(stack));
    outdirs.push(outdir);
    return directory;
  }

  interface Given extends Partial<DeployPorts> {
    request?: Partial<DeployRequest>;
    controlSecret?: string;
  }

  function run({ request, controlSecret = secret, environment, ...ports }: Given = {}): Promise<void> {
    return deploy(
      {
        wanted: {},
        account: { apiBaseUrl, apiToken: token, accountId: account },
        state,
        confirmed: true,
        ...request,
      },
      {
        environment: { ...process.env, TF_VAR_control_secret: controlSecret, ...environment },
        fetch,
        wait: async () => {},
        synthesize,
        print: (text) => {
          printed += text;
        },
        confirm: async () => false,
        ...ports,
      },
    );
  }

  const serial = () => JSON.parse(readFileSync(state, "utf8")).serial;
  const secretOf = (file: string): string | undefined =>
    JSON.parse(readFileSync(file, "utf8")).resources.find(({ name }: { name: string }) => name === "worker")
      ?.instances[0]?.attributes.input.value;

  test("of what is deployed already asks for nothing", async () => {
    await run();
    const before = serial();
    api.calls.length = 0;
    printed = "";
    await run();
    expect(serial()).toBe(before);
    expect(api.calls).toEqual(["GET services/aidevos", "GET scripts/aidevos/settings"]);
    expect(printed).toContain("Nothing differs");
  });

  test("says what differs, and shows no secret", async () => {
    await run();
    printed = "";
    await run({ controlSecret: nextSecret });
    expect(printed).toContain("What differs from what is deployed:\n  terraform_data.worker: input\n");
    expect(printed).not.toMatch(/the (first|second) secret/);
    expect(secretOf(state)).toBe(nextSecret);
  });

  test("changes nothing without a yes", async () => {
    await expect(run({ request: { confirmed: false } })).rejects.toThrow("Nothing has been changed.");
    expect(existsSync(state) && secretOf(state)).toBeFalsy();
    await run({ request: { confirmed: false }, confirm: async () => true });
    expect(secretOf(state)).toBe(secret);
  });

  test("lets nobody but the owner read the state and its backup, however they were before", async () => {
    await run();
    for (const file of [state, `${state}.backup`]) expect(statSync(file).mode & 0o777).toBe(0o600);
    for (const file of [state, `${state}.backup`]) chmodSync(file, 0o644);
    await expect(run({ controlSecret: nextSecret, request: { confirmed: false } })).rejects.toThrow();
    for (const file of [state, `${state}.backup`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("leaves the old secret neither in the state nor in its backup", async () => {
    await run();
    await run({ controlSecret: nextSecret });
    for (const file of [state, `${state}.backup`]) {
      expect(secretOf(file)).toBe(nextSecret);
      expect(readFileSync(file, "utf8")).not.toContain(secret);
    }
  });

  test("works in a folder of its own that is closed to others, and removes it, plan and all", async () => {
    const modes: number[] = [];
    const look = (outdir: string) => {
      modes.push(statSync(outdir).mode & 0o777);
      return synthesize(outdir);
    };
    await Promise.all([
      run({ synthesize: look }),
      run({ synthesize: look, request: { state: join(folder, "stage.tfstate") } }),
    ]);
    await expect(run({ controlSecret: nextSecret, request: { confirmed: false } })).rejects.toThrow();
    expect(new Set(modes)).toEqual(new Set([0o700]));
    expect(new Set(outdirs).size).toBe(3);
    expect(outdirs.filter((outdir) => existsSync(outdir))).toEqual([]);
  });

  test("that needs the state while another writes it says so", async () => {
    const gate = join(folder, "gate");
    spawnSync("mkfifo", [gate]);
    const provisioner = [{ "local-exec": { command: `cat ${gate}` } }];
    resources = { worker: { input: `\${var.control_secret}`, provisioner } };
    const applying = Promise.withResolvers<void>();
    const print = (text: string) => {
      if (text.includes("local-exec")) applying.resolve();
    };
    const first = run({ print });
    await applying.promise;
    await expect(run({ controlSecret: nextSecret })).rejects.toThrow(
      /^Another deploy is using the state .*data-plane\.tfstate.*Nothing has been changed by this run\.$/,
    );
    writeFileSync(gate, "");
    await first;
    expect(secretOf(state)).toBe(secret);
  });

  test("whose plan is older than the state says so", async () => {
    const confirm = async () => {
      await run();
      return true;
    };
    await expect(run({ controlSecret: nextSecret, request: { confirmed: false }, confirm })).rejects.toThrow(
      /^Another deploy has changed the state .* since this one made its plan/,
    );
    expect(secretOf(state)).toBe(secret);
  });

  test("removes nothing that nobody asked to remove", async () => {
    resources.domain = { input: "services.example.com" };
    await run();
    delete resources.domain;
    await expect(run()).rejects.toThrow(
      "Terraform would remove terraform_data.domain, which nobody asked for.",
    );
    expect(readFileSync(state, "utf8")).toContain("services.example.com");
  });

  test("that fails while it is carried out says that what is done is live, and goes on the next time", async () => {
    const gate = join(folder, "there-later");
    // Known only when the first resource is there, so that it fails while the plan is carried out.
    const condition = `\${fileexists("${gate}") || terraform_data.worker.output == ""}`;
    const precondition = [{ condition, error_message: "The gate is not there." }];
    resources.late = { input: "late", lifecycle: { precondition } };
    await expect(run()).rejects.toThrow(/terraform apply failed.*is live, and stands in its state/);
    expect(secretOf(state)).toBe(secret);
    expect(statSync(state).mode & 0o777).toBe(0o600);
    writeFileSync(gate, "");
    printed = "";
    await run();
    expect(printed).toMatch(
      /What differs from what is deployed:\n {2}terraform_data\.late: is made\n(?! {2})/,
    );
  });

  test("stops in order when it is interrupted", async () => {
    const gate = join(folder, "gate");
    spawnSync("mkfifo", [gate]);
    resources.worker = { input: "one", provisioner: [{ "local-exec": { command: `cat ${gate}` } }] };
    const interrupted = new AbortController();
    const print = (text: string) => {
      printed += text;
      if (text.includes("(local-exec)")) interrupted.abort();
    };
    await expect(run({ print, signal: interrupted.signal })).rejects.toThrow("terraform apply failed");
    expect(printed).toContain("Interrupt received");
    expect(JSON.parse(readFileSync(state, "utf8")).resources).toHaveLength(1);
  });

  test("asks the API first, and changes nothing when that fails", async () => {
    api.fail("GET services/aidevos", refusal(403, 10000, "Authentication error"));
    await expect(run()).rejects.toThrow(
      /^Nothing has been changed\.\nGET .*403.*\nGive CLOUDFLARE_API_TOKEN/,
    );
    expect(existsSync(state)).toBe(false);
  });

  test("whose loader cannot be attached says so, and the next attaches it and changes nothing else", async () => {
    api.fail("PATCH scripts/aidevos/settings", refusal(403, 10000, "Authentication error"));
    await expect(run()).rejects.toThrow("is deployed, without its loader");
    const before = serial();
    await run();
    expect(serial()).toBe(before);
    expect(api.workers.get("aidevos")?.bindings).toEqual([{ name: "LOADER", type: "worker_loader" }]);
  });

  test("keeps Terraform's log and its other workspaces out, and says so", async () => {
    const log = join(folder, "terraform.log");
    await run({ environment: { TF_LOG: "TRACE", TF_LOG_PATH: log, TF_WORKSPACE: "other", TF_LOG_CORE: "" } });
    expect(printed).toContain("TF_LOG, TF_LOG_PATH, TF_WORKSPACE: kept from Terraform.");
    expect(printed).not.toContain(secret);
    expect(existsSync(log)).toBe(false);
    expect(secretOf(state)).toBe(secret);
  });

  test("can keep the state in a backend of one's own", async () => {
    const elsewhere = join(folder, "elsewhere.tfstate");
    const backend = join(folder, "backend.tf.json");
    writeFileSync(backend, JSON.stringify({ terraform: { backend: { local: { path: elsewhere } } } }));
    await run({ request: { backend } });
    expect(existsSync(state)).toBe(false);
    expect(secretOf(elsewhere)).toBe(secret);
  });

  test("with a backend that is not there changes nothing", async () => {
    const backend = join(folder, "missing.tf.json");
    await expect(run({ request: { backend } })).rejects.toThrow(
      /There is no file .*missing\.tf\.json for --backend/,
    );
  });

  test("without Terraform says what to install", async () => {
    await expect(run({ environment: { PATH: folder } })).rejects.toThrow("Install it and put it on PATH");
  });
});
