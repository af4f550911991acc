import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DataPlane } from "../../local/data-plane.ts";
import { readTerraform } from "../../local/terraform.ts";
import { ControlPlane } from "../../scripts/aidevos/control-plane.ts";
import { finalStatuses } from "../../shared/runs/run.ts";
import { post } from "../e2e/post.ts";
import { specOf } from "../e2e/spec-of.ts";
import { freePort, installMiniStack, type MiniStack, startMiniStack } from "./ministack.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");
const ministack = await installMiniStack();
if (!ministack.installed) console.warn(`The deploy is skipped: ${ministack.reason}.`);

describe.skipIf(!ministack.installed)("a real cdk deploy", { timeout: 180_000 }, () => {
  let folder: string;
  let stack: MiniStack;
  let workerUrl: string;
  let controlPlane: ControlPlane;
  let dataPlane: DataPlane;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aidevos-deploy-"));
    stack = await startMiniStack();
    const port = await freePort();
    workerUrl = `http://127.0.0.1:${port}`;

    await cdk("bootstrap", "aws://000000000000/us-east-1");
    const outputsFile = join(folder, "outputs.json");
    await cdk(
      "deploy",
      "--all",
      "--context",
      "ephemeral=true",
      "--require-approval",
      "never",
      "--parameters",
      `AIDevOS-Agents:DataPlaneUrl=${workerUrl}`,
      "--outputs-file",
      outputsFile,
    );
    const stacks = (await import(outputsFile, { with: { type: "json" } })).default as Record<
      string,
      Record<string, string>
    >;
    const outputs = Object.assign({}, ...Object.values(stacks));
    controlPlane = new ControlPlane({ outputs, environment: stack.environment });

    const terraform = join(folder, "cdktf.out");
    await run(process.execPath, ["infra/cloudflare/app.ts"], {
      cwd: root,
      env: { ...process.env, CDKTF_OUTDIR: terraform },
    });
    const secret = await controlSecret(stack, outputs.ControlSecretArn);
    dataPlane = await DataPlane.listen({
      wanted: { port, only: true },
      directory: folder,
      onError: (line) => console.warn(line),
    });
    await dataPlane.start(await readTerraform(terraform, { account_id: "local", control_secret: secret }));
  }, 300_000);

  afterAll(async () => {
    await dataPlane?.stop();
    await stack?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("runs Develop and Deliver, and the service answers on the Worker", async () => {
    const requirement = specOf("Tool", "name: text, required, unique", "weight: number, at least 0");
    const arn = await controlPlane.startDevelop("deployed-1", { requirement, name: "shed" });
    const record = await finalRun("deployed-1", arn);
    expect(record).toMatchObject({ status: "live", service: "shed", url: `${workerUrl}/services/shed` });

    const tools = `${record?.url}/tools`;
    const created = await post(tools, { name: "hammer", weight: 1.5 });
    expect(created.status).toBe(201);
    expect(await (await fetch(tools)).json()).toEqual([await created.json()]);
    expect((await post(tools, { weight: -1, name: "saw" })).status).toBe(400);
    expect((await post(tools, { name: "hammer" })).status).toBe(409);
  });

  test("refuses a requirement that is no spec, and leaves nothing behind", async () => {
    const arn = await controlPlane.startDevelop("deployed-2", {
      requirement: "Hello, how are you?",
      name: "hello",
    });
    const record = await finalRun("deployed-2", arn);
    // Not by its name: MiniStack calls every function's error Runtime.HandlerError.
    expect(record).toMatchObject({
      status: "failed",
      failure: { message: expect.stringMatching(/only specs are read/) },
    });
    expect((await fetch(`${workerUrl}/services/hello`)).status).toBe(404);
  });

  async function cdk(...args: string[]): Promise<void> {
    await run("cdk", [...args, "--output", join(folder, "cdk.out")], {
      cwd: root,
      env: { ...process.env, ...stack.environment, CI: "true" },
      maxBuffer: 2 ** 26,
    });
  }

  async function finalRun(id: string, executionArn: string) {
    for (let attempt = 0; attempt < 600; attempt++) {
      const record = await controlPlane.run(id);
      if (record !== undefined && finalStatuses.includes(record.status)) return record;
      const { status, error, cause } = await controlPlane.execution(executionArn);
      if (status === "FAILED" && record === undefined) throw new Error(`Develop failed: ${error}: ${cause}`);
      await pause(200);
    }
    throw new Error(`The run ${id} did not end.`);
  }
});

async function controlSecret({ endpoint }: MiniStack, id: string): Promise<string> {
  const client = new SecretsManagerClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  if (SecretString === undefined) throw new Error("The control secret has no value.");
  return SecretString;
}
