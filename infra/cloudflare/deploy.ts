import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { DeployError } from "./errors.ts";
import { attachLoader, explainLoader } from "./loader.ts";
import { loaderBinding } from "./objects.ts";
import { DataPlaneOptions, synthesizeDataPlane } from "./synthesize.ts";
import { adviceFor, appliedMigration, type WorkerAddress } from "./worker-api.ts";

const usage = `Deploys the data plane: the first time and every later time.

  node infra/cloudflare/deploy.ts [--yes] [--domain host --zone id] [--name script] [--state file]

  CLOUDFLARE_API_TOKEN            may edit Workers (and the zone's routes, with --domain)
  CLOUDFLARE_ACCOUNT_ID
  TF_VAR_control_secret           the value of the secret ControlSecretArn
  TF_VAR_control_secret_previous  while the secret is rotated: the one before

  --yes    applies without asking
  --state  Terraform's state; it holds the secrets in clear. Default: data-plane.tfstate here.
`;

const root = resolve(import.meta.dirname, "../..");

const Environment = z.object({
  CLOUDFLARE_API_TOKEN: z.string().min(1),
  CLOUDFLARE_ACCOUNT_ID: z.string().min(1),
  TF_VAR_control_secret: z.string().min(32),
  TF_VAR_control_secret_previous: z.string().optional(),
  TF_VAR_api_base_url: z.url().default("https://api.cloudflare.com/client/v4"),
});

function terraform(directory: string, args: string[], environment: Record<string, string>): void {
  const { status, error } = spawnSync("terraform", args, {
    cwd: directory,
    stdio: "inherit",
    env: { ...process.env, ...environment },
  });
  if (error) throw new Error("Terraform cannot be started. Install it and put it on PATH.", { cause: error });
  if (status !== 0)
    throw new Error(`terraform ${args[0]} failed. What is deployed is what its messages above say.`);
}

async function deploy(): Promise<void> {
  const { values } = parseArgs({
    options: {
      yes: { type: "boolean", default: false },
      domain: { type: "string" },
      zone: { type: "string" },
      name: { type: "string", default: "aidevos" },
      state: { type: "string", default: "data-plane.tfstate" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stderr.write(usage);
    return;
  }
  const environment = Environment.safeParse(process.env);
  if (!environment.success) throw new Error(`${z.prettifyError(environment.error)}\n\n${usage}`);
  const variables = environment.data;
  const worker: WorkerAddress = {
    apiBaseUrl: variables.TF_VAR_api_base_url,
    apiToken: variables.CLOUDFLARE_API_TOKEN,
    accountId: variables.CLOUDFLARE_ACCOUNT_ID,
    scriptName: values.name,
  };

  const ports = { fetch, wait: (milliseconds: number) => pause(milliseconds) };
  const migration = await appliedMigration(worker, ports);
  if (!migration.ok) {
    const { what, kind } = migration.failure;
    throw new DeployError(`Nothing has been changed.\n${what}\n${adviceFor(kind)}`);
  }
  const directory = synthesizeDataPlane(
    join(root, "cdktf.out"),
    DataPlaneOptions.parse({
      scriptName: values.name,
      appliedMigration: migration.result,
      ...(values.domain === undefined ? {} : { domain: { hostname: values.domain, zoneId: values.zone } }),
    }),
  );
  const terraformVariables = {
    TF_VAR_account_id: variables.CLOUDFLARE_ACCOUNT_ID,
    // Outside a rotation both are the same secret, so that none is ever empty.
    TF_VAR_control_secret_previous:
      variables.TF_VAR_control_secret_previous || variables.TF_VAR_control_secret,
  };
  const state = `-backend-config=path=${resolve(values.state)}`;
  terraform(directory, ["init", "-input=false", "-reconfigure", state], terraformVariables);
  terraform(
    directory,
    ["apply", ...(values.yes ? ["-input=false", "-auto-approve"] : [])],
    terraformVariables,
  );
  const outcome = await attachLoader(worker, loaderBinding, ports);
  if (outcome.kind !== "attached") throw new DeployError(explainLoader(outcome, worker.scriptName));
  process.stderr.write(`The Worker ${worker.scriptName} is deployed, with its loader.\n`);
}

try {
  await deploy();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
