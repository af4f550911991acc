import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { AwsApi } from "./aws-api.ts";
import { ControlPlane } from "./control-plane.ts";
import { DataPlane } from "./data-plane.ts";
import { DynamoDbService } from "./dynamodb.ts";
import { LocalCloudError, messageOf, TemplateError } from "./errors.ts";
import { GitService } from "./git.ts";
import { DirectoryLock, type Endpoints, readEndpoints } from "./lock.ts";
import { PushWatch } from "./push-watch.ts";
import { SecretsManagerService } from "./secretsmanager.ts";
import { readAssembly, type Stack } from "./template/assembly.ts";
import { type EvaluatedStack, evaluateStacks } from "./template/evaluate.ts";
import { region } from "./template/resource-types.ts";
import { readTerraform } from "./terraform.ts";
import { sendPush } from "./webhook.ts";

export interface LocalCloudOptions {
  /** Folder of the synthesized CDK assembly (cdk.out). */
  assembly: string;
  /** Folder that holds the synthesized Terraform JSON (cdktf.out, or a stack's folder in it). */
  terraform: string;
  /** Where everything that lasts is kept (.aidevos). One process at a time may run on it. */
  directory: string;
  /** Ports to listen on. One that is asked for is used or refused; else 8787 and 8788, or any that are free. */
  ports?: { worker?: number; aws?: number };
  /** Values of CloudFormation parameters; DataPlaneUrl and RepositoryRemote have theirs. */
  parameters?: Record<string, string>;
  /** Names, beside 127.0.0.1 and localhost, that calls may come in under: a tunnel's, say. In lower case. */
  hosts?: string[];
  /** Where the functions' compiled code is kept, which clouds of one assembly may share; below `directory` by itself. */
  compileCache?: string;
  /** Variables with keys and addresses of models: only functions whose model is asked over the network get them. */
  modelVariables?: Record<string, string>;
  onProgress?: (line: string) => void;
}

export interface LocalCloud extends Endpoints {
  /** ARNs of the executions that an earlier process left unfinished and that go on now. */
  redriven: string[];
  /** Name of a resource, by the stack's name and its logical id. Throws LocalCloudError when there is none. */
  physicalId(stack: string, logicalId: string): string;
  /** Stops everything. What is under way goes on at the next start. */
  stop(): Promise<void>;
}

/** How to reach the local cloud that another process runs on the directory; undefined when none does. */
export function runningCloud(directory: string): Promise<Endpoints | undefined> {
  return readEndpoints(resolve(directory));
}

/**
 * Starts what the two assemblies name. Resolves when all of it can be used; interrupted executions go on by then.
 * Rejects with TemplateError for what the local cloud does not know, AlreadyRunningError when another process runs
 * on the directory, LocalCloudError when an asked port is taken.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const directory = resolve(options.directory);
  const lock = await DirectoryLock.take(directory);
  const closers: (() => Promise<void>)[] = [async () => lock.release()];
  const stop = once(async () => {
    const failures: unknown[] = [];
    // One that fails must not keep the others, the lock least of all, from being closed.
    for (const close of closers.toReversed()) await close().catch((reason: unknown) => failures.push(reason));
    if (failures.length > 0) throw new AggregateError(failures, "The local cloud did not stop cleanly.");
  });
  try {
    return await start({ ...options, directory }, lock, { stop, onStop: (close) => closers.push(close) });
  } catch (reason) {
    await stop();
    throw reason;
  }
}

interface Lifetime {
  stop: () => Promise<void>;
  /** What was started last is closed first. */
  onStop: (close: () => Promise<void>) => void;
}

async function start(options: LocalCloudOptions, lock: DirectoryLock, life: Lifetime): Promise<LocalCloud> {
  const { directory, ports = {}, onProgress = () => {} } = options;
  const dynamoDb = new DynamoDbService(join(directory, "dynamodb"));
  life.onStop(() => dynamoDb.close());
  const stacks = await readAssembly(options.assembly);
  const dataPlane = await DataPlane.listen({
    wanted: { port: ports.worker ?? 8787, only: ports.worker !== undefined },
    directory,
    hosts: options.hosts,
    onError: onProgress,
    onRuntime: () =>
      void lock
        .noteRuntimes()
        .catch((reason: unknown) => onProgress(`The runtime could not be noted: ${messageOf(reason)}`)),
  });
  life.onStop(() => dataPlane.stop());
  const api = await AwsApi.listen({ port: ports.aws ?? 8788, only: ports.aws !== undefined });
  life.onStop(() => api.close());

  const { url: workerUrl } = dataPlane;
  const { url: awsEndpoint } = api;
  const repositoryUrl = `${awsEndpoint}/repositories`;
  const environment = clientEnvironment(awsEndpoint);
  const evaluated = evaluateStacks(stacks, parameterValues(options, stacks, { workerUrl, repositoryUrl }));
  const resources = evaluated.flatMap((stack) => stack.resources);
  const ofType = (...types: string[]) => resources.filter(({ type }) => types.includes(type));
  const secrets = new SecretsManagerService(
    ofType("AWS::SecretsManager::Secret"),
    join(directory, "secrets.json"),
  );
  mkdirSync(join(directory, "logs"), { recursive: true });

  const controlPlane = new ControlPlane({
    resources,
    directory,
    variables: environment,
    modelVariables: options.modelVariables ?? {},
    secrets,
    onProgress,
    compileCache: options.compileCache ?? join(directory, "compile-cache"),
  });
  life.onStop(() => controlPlane.close());
  const webhook = webhookOf(evaluated, secrets, awsEndpoint);
  const git = new GitService(
    join(directory, "repositories"),
    webhook && new PushWatch({ tell: (push) => sendPush(webhook, push), onWarning: onProgress }),
  );
  life.onStop(() => git.close());
  api.serve({ controlPlane, dynamoDb, git, hosts: options.hosts });
  const [worker, tables] = await Promise.allSettled([
    readTerraform(options.terraform, terraformVariables(evaluated, secrets)).then((configuration) =>
      dataPlane.start(configuration),
    ),
    createTables(dynamoDb, ofType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"), awsEndpoint),
  ]);
  if (worker.status === "rejected") throw worker.reason;
  if (tables.status === "rejected") throw tables.reason;

  const redriven = await controlPlane.resume();
  git.resume();
  const outputs = Object.fromEntries(evaluated.map((stack) => [stack.name, stack.outputs]));
  const endpoints: Endpoints = { awsEndpoint, workerUrl, repositoryUrl, environment, outputs };
  lock.publish(endpoints);
  controlPlane.warm();
  return {
    ...endpoints,
    redriven,
    physicalId(stack, logicalId) {
      const found = resources.find((one) => one.stack === stack && one.logicalId === logicalId);
      if (found) return found.name;
      throw new LocalCloudError(`Stack ${stack} of the assembly has no resource ${logicalId}.`);
    },
    stop: life.stop,
  };
}

async function createTables(
  dynamoDb: DynamoDbService,
  tables: EvaluatedStack["resources"],
  endpoint: string,
): Promise<void> {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  await dynamoDb.createTables(tables, client).finally(() => client.destroy());
}

/** What SDK clients and commands read from the environment to find the local cloud. */
function clientEnvironment(awsEndpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: awsEndpoint,
    AWS_ENDPOINT_URL_DYNAMODB: awsEndpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function parameterValues(
  { parameters = {} }: LocalCloudOptions,
  stacks: Stack[],
  { workerUrl, repositoryUrl }: { workerUrl: string; repositoryUrl: string },
): Record<string, string> {
  for (const name of Object.keys(parameters))
    if (!stacks.some(({ template }) => template.Parameters[name]))
      throw new TemplateError(`No stack of the assembly has the parameter ${name}.`);
  return { DataPlaneUrl: workerUrl, RepositoryRemote: repositoryUrl, ...parameters };
}

/** The values that a person would give to `terraform apply`: the control plane's secret is in its outputs. */
function terraformVariables(
  stacks: EvaluatedStack[],
  secrets: SecretsManagerService,
): Record<string, string> {
  const arn = stacks.map(({ outputs }) => outputs.ControlSecretArn).find((value) => value !== undefined);
  return { account_id: "local", ...(arn === undefined ? {} : { control_secret: secrets.value(arn) }) };
}

/** Where pushes are told, and the secret that they are signed with, as a stack's outputs name the two; undefined without. */
function webhookOf(stacks: readonly EvaluatedStack[], secrets: SecretsManagerService, awsEndpoint: string) {
  const output = (name: string) =>
    stacks.map(({ outputs }) => outputs[name]).find((value) => value !== undefined);
  const [path, arn] = [output("WebhookUrl"), output("WebhookSecretArn")];
  if (path === undefined || arn === undefined) return undefined;
  return { url: new URL(path, awsEndpoint).href, secret: secrets.value(arn) };
}

function once(action: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= action();
    return running;
  };
}
