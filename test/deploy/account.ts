import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import { DataPlane } from "../../local/data-plane.ts";
import { readTerraform } from "../../local/terraform.ts";
import { ControlPlane } from "../../scripts/aidevos/control-plane.ts";
import { startGitHost } from "../integration/develop/git-host.ts";
import { freePort, startMiniStack } from "./ministack.ts";
import { withoutUnknownResources } from "./unknown-resources.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..");

const Outputs = z.object({
  DevelopArn: z.string(),
  DeliverArn: z.string(),
  ImproveArn: z.string(),
  CalibrateArn: z.string(),
  RecordsTable: z.string(),
  ArtifactsTable: z.string(),
  ControlSecretArn: z.string(),
  WebhookSecretArn: z.string(),
  WebhookUrl: z.url(),
});

/** An account that AIDevOS is deployed into, the Worker beside it, and a Git host that asks for a token. */
export async function deployAccount() {
  const folder = await mkdtemp(join(tmpdir(), "aidevos-deploy-"));
  const stack = await startMiniStack();
  const port = await freePort();
  const workerUrl = `http://127.0.0.1:${port}`;
  const token = "the token of the Git host";
  const repositories = await startGitHost(token);
  const secrets = new SecretsManagerClient({
    endpoint: stack.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { ARN: tokenArn } = await secrets.send(
    new CreateSecretCommand({ Name: "git-token", SecretString: token }),
  );

  // Synthesized once, where each command would do so again.
  const assembly = join(folder, "cdk.out");
  const cdk = (...parameters: string[]) =>
    run("cdk", parameters, {
      cwd: root,
      env: { ...process.env, ...stack.environment, CI: "true" },
      maxBuffer: 2 ** 26,
    });
  const context = [
    "ephemeral=true",
    `repositoryTokenSecret=${tokenArn}`,
    "policy=local",
    "improvement=local",
  ];
  await cdk("synth", "--quiet", "--output", assembly, ...context.flatMap((each) => ["--context", each]));
  await withoutUnknownResources(assembly);
  await cdk("bootstrap", "aws://000000000000/us-east-1", "--app", assembly);
  const outputsFile = join(folder, "outputs.json");
  const parameters = { DataPlaneUrl: workerUrl, RepositoryRemote: repositories.url };
  await cdk(
    "deploy",
    "--all",
    "--app",
    assembly,
    "--require-approval",
    "never",
    ...Object.entries(parameters).flatMap(([key, value]) => [
      "--parameters",
      `AIDevOS-Agents:${key}=${value}`,
    ]),
    "--outputs-file",
    outputsFile,
  );
  const stacks: object = JSON.parse(await readFile(outputsFile, "utf8"));
  const outputs = Outputs.parse(Object.assign({}, ...Object.values(stacks)));
  const secretOf = async (id: string) => {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString === undefined) throw new Error(`The secret ${id} has no text.`);
    return SecretString;
  };

  const terraform = join(folder, "cdktf.out");
  await run(process.execPath, ["infra/cloudflare/app.ts"], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: terraform },
  });
  const dataPlane = await DataPlane.listen({
    wanted: { port, only: true },
    directory: folder,
    onError: (line) => console.warn(line),
  });
  const variables = { account_id: "local", control_secret: await secretOf(outputs.ControlSecretArn) };
  await dataPlane.start(await readTerraform(terraform, variables));

  const [urlId] = new URL(outputs.WebhookUrl).host.split(".");
  return {
    workerUrl,
    outputs,
    repositories,
    endpoint: stack.endpoint,
    controlPlane: new ControlPlane({ outputs, environment: stack.environment }),
    /** MiniStack answers function URLs under its own address. */
    webhook: {
      url: `${stack.endpoint}/_aws/lambda-url/${urlId}/`,
      secret: await secretOf(outputs.WebhookSecretArn),
    },
    async stop(): Promise<void> {
      await dataPlane.stop();
      await stack.stop();
      await repositories.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type Account = Awaited<ReturnType<typeof deployAccount>>;
