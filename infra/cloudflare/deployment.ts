import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { DeployError } from "./errors.ts";
import { attachLoader, explainLoader } from "./loader.ts";
import { loaderBinding } from "./objects.ts";
import { domainType, judgePlan, Plan } from "./plan.ts";
import { remember, State, settle, type Wanted } from "./remembered.ts";
import { DataPlaneOptions } from "./synthesize.ts";
import { Terraform, TerraformError, terraformEnvironment } from "./terraform.ts";
import { type ApiPorts, adviceFor, appliedMigration, type WorkerAddress } from "./worker-api.ts";
import { StateFile, Workspace } from "./workspace.ts";

export interface DeployRequest {
  wanted: Wanted;
  account: Omit<WorkerAddress, "scriptName">;
  /** Absolute path of Terraform's state. */
  state: string;
  /** Path of a Terraform JSON file whose backend keeps the state instead. */
  backend?: string | undefined;
  /** Applies without asking. */
  confirmed: boolean;
}

export interface DeployPorts extends ApiPorts {
  /** For Terraform, with the token and the variables of the stack. */
  environment: NodeJS.ProcessEnv;
  /** Writes the stack into a folder and gives the stack's own. */
  synthesize: (outdir: string, options: DataPlaneOptions) => string;
  /** Takes what is printed for a person. */
  print: (text: string) => void;
  /** Asks the person whether to go on. */
  confirm: () => Promise<boolean>;
  signal?: AbortSignal | undefined;
}

/**
 * Brings the Worker to what this version and the request describe, with its loader attached, and asks Cloudflare for
 * nothing when it is so already.
 *
 * @throws DeployError with what is live and what to do
 */
export async function deploy(request: DeployRequest, ports: DeployPorts): Promise<void> {
  const { environment, hidden } = terraformEnvironment(ports.environment);
  if (hidden.length > 0)
    ports.print(
      `${hidden.join(", ")}: kept from Terraform. Its log would hold the secrets, and its state must be where the next run looks.\n`,
    );
  const workspace = new Workspace();
  const state = new StateFile(request.state);
  state.protect();
  try {
    await new Deployment(request, { ...ports, environment }, workspace.directory).run();
    if (!request.backend) state.renewBackup();
  } finally {
    state.protect();
    const unwritten = workspace.close();
    if (unwritten)
      ports.print(
        `Terraform could not write its state. What it knows is in ${unwritten}, with the secrets in the clear: make room, then put it in the state's place.\n`,
      );
  }
}

/** One run, step by step. */
class Deployment {
  readonly #request: DeployRequest;
  readonly #ports: DeployPorts;
  readonly #outdir: string;
  readonly #terraform: Terraform;
  readonly #directory: string;

  constructor(request: DeployRequest, ports: DeployPorts, outdir: string) {
    this.#request = request;
    this.#ports = ports;
    this.#outdir = outdir;
    // What it holds does not matter yet: Terraform wants a stack to find the state by.
    this.#directory = ports.synthesize(outdir, {});
    this.#terraform = new Terraform({ ...ports, directory: this.#directory });
  }

  async run(): Promise<void> {
    this.#ports.print("Looking at what is deployed.\n");
    const { scriptName, ...options } = await this.#before(() => this.#options());
    const worker = { ...this.#request.account, scriptName };
    const migration = await appliedMigration(worker, this.#ports);
    if (!migration.ok)
      throw new DeployError(
        `Nothing has been changed.\n${migration.failure.what}\n${adviceFor(migration.failure.kind)}`,
      );
    this.#ports.synthesize(this.#outdir, { ...options, scriptName, appliedMigration: migration.result });
    const differs = await this.#before(() => this.#plan());
    if (differs) {
      if (!(await this.#confirmed())) throw new DeployError("Nothing has been changed.");
      await this.#apply();
    }
    await this.#attachLoader(worker);
  }

  async #options() {
    const { state, backend, wanted, account } = this.#request;
    if (backend && !existsSync(backend))
      throw new DeployError(`There is no file ${backend} for --backend. Nothing has been changed.`);
    if (backend) copyFileSync(backend, join(this.#directory, "backend_override.tf.json"));
    await this.#terraform.runQuietly(
      "init",
      "-input=false",
      ...(backend ? [] : [`-backend-config=path=${state}`]),
    );
    const remembered = remember(await this.#terraform.read(State, "show", "-json"));
    const settled = DataPlaneOptions.safeParse(settle(wanted, remembered, account.accountId));
    if (!settled.success)
      throw new DeployError(`${z.prettifyError(settled.error)}\nNothing has been changed.`);
    const options = settled.data;
    if (wanted.domain === undefined && options.domain)
      this.#ports.print(`The domain ${options.domain.hostname} stays; --no-domain takes it away.\n`);
    return options;
  }

  /** Makes the plan, says what differs, and whether anything does. */
  async #plan(): Promise<boolean> {
    await this.#terraform.runQuietly("plan", "-input=false", "-out=plan");
    const plan = await this.#terraform.read(Plan, "show", "-json", "plan");
    const { domain } = this.#request.wanted;
    const verdict = judgePlan(plan, new Set(domain === undefined ? [] : [domainType]));
    switch (verdict.kind) {
      case "nothing differs":
        this.#ports.print("Nothing differs from what is deployed: nothing is uploaded.\n");
        return false;
      case "would remove":
        throw new DeployError(
          `Terraform would remove ${verdict.removals.join(", ")}, which nobody asked for. Nothing has been changed. If it has to go, remove it by hand: docs/operations/cloudflare.md says how.`,
        );
      case "differs":
        this.#ports.print(
          `What differs from what is deployed:\n${verdict.differences.map((line) => `  ${line}\n`).join("")}`,
        );
        return true;
    }
  }

  async #confirmed(): Promise<boolean> {
    return this.#request.confirmed || (await this.#ports.confirm());
  }

  async #apply(): Promise<void> {
    try {
      await this.#terraform.run("apply", "-input=false", "plan");
    } catch (error) {
      if (!(error instanceof TerraformError) || error.failure !== "other") throw this.#explained(error);
      throw new DeployError(
        `${error.message} What it had changed until then is live, and stands in its state. Run the same command again: it does only what is left to do. A Worker that is new has no loader yet, and answers every call with 503.`,
        { cause: error },
      );
    }
  }

  async #attachLoader(worker: WorkerAddress): Promise<void> {
    const outcome = await attachLoader(worker, loaderBinding, this.#ports);
    if (outcome.kind !== "attached") throw new DeployError(explainLoader(outcome, worker.scriptName));
    this.#ports.print(`The Worker ${worker.scriptName} is deployed, with its loader.\n`);
  }

  /** Does a step that changes nothing, and says so when it fails. */
  async #before<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): unknown {
    if (!(error instanceof TerraformError)) return error;
    const { state, backend } = this.#request;
    const where = backend ? `the state of ${backend}` : `the state ${state}`;
    const why = {
      locked: `Another deploy is using ${where}. Run this one again when that one is through.`,
      stale: `Another deploy has changed ${where} since this one made its plan. Run this one again.`,
      other: error.message,
    };
    return new DeployError(`${why[error.failure]} Nothing has been changed by this run.`, { cause: error });
  }
}
