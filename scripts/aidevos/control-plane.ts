import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import type { Push } from "../../shared/delivery/push.ts";
import type { ImproveRequest, Stop } from "../../shared/improvement/improvement.ts";
import { type Exchange, KeptAnswer, KeptRequest } from "../../shared/models/exchange.ts";
import { readArtifact } from "../../shared/runs/artifact.ts";
import type { Answer } from "../../shared/runs/rollout.ts";
import {
  type DevelopRequest,
  ExchangeRecord,
  LedgerEntry,
  Run,
  RunTrace,
  recordKeys,
} from "../../shared/runs/run.ts";
import {
  contextOfRun,
  printTraceparent,
  readTraceparent,
  type TraceContext,
  xrayHeader,
} from "../../shared/telemetry/trace-context.ts";
import { DataPlane } from "./data-plane.ts";
import { CommandError } from "./errors.ts";

/** Where a deployed control plane is found: the outputs of its stacks, and how to reach AWS (or what stands for it). */
export interface ControlPlaneAddress {
  outputs: {
    DevelopArn: string;
    DeliverArn: string;
    ImproveArn: string;
    CalibrateArn: string;
    RecordsTable: string;
    ArtifactsTable: string;
    ControlSecretArn: string;
  };
  /** Endpoints and credentials, as environment variables of the AWS SDK. */
  environment: Record<string, string>;
}

/** What Deliver needs to know of a release. */
export interface Delivery {
  run: string;
  service: string;
  release: string;
  /** Digest. */
  bundle: string;
  /** The release that it was built upon. */
  previous: string | null;
  /** The newest release that ever was live then. */
  newest: string | null;
}

/** The control plane as the command uses it: over AWS's own APIs, so that it works on any that is deployed. */
export class ControlPlane {
  readonly #outputs: ControlPlaneAddress["outputs"];
  readonly #stepFunctions: SFNClient;
  readonly #tables: DynamoDBDocumentClient;

  constructor({ outputs, environment }: ControlPlaneAddress) {
    Object.assign(process.env, environment);
    this.#outputs = outputs;
    this.#stepFunctions = new SFNClient({});
    this.#tables = DynamoDBDocumentClient.from(new DynamoDBClient({}));
  }

  /** Starts Develop, for a new run under its name; gives the execution's ARN. */
  async startDevelop(
    execution: string,
    request: DevelopRequest | { push: Push; run: string },
  ): Promise<string> {
    return this.#start(this.#outputs.DevelopArn, execution, request);
  }

  /** Starts Deliver with an input that has it take a service's release back. */
  async startRollback(
    execution: string,
    { service, release, reason }: { service: string; release: string; reason: string },
  ): Promise<string> {
    return this.#start(this.#outputs.DeliverArn, execution, {
      run: execution,
      service,
      rollback: { release, reason },
    });
  }

  /** Starts Deliver once more for a run that has committed a release. */
  async startDelivery(execution: string, delivery: Delivery): Promise<string> {
    return this.#start(this.#outputs.DeliverArn, execution, { ...delivery, reopen: true });
  }

  /** Starts Improve. */
  async startImprove(execution: string, request: ImproveRequest): Promise<string> {
    return this.#start(this.#outputs.ImproveArn, execution, request);
  }

  /** Starts Calibrate; gives the execution's ARN. */
  async startCalibrate(execution: string): Promise<string> {
    return this.#start(this.#outputs.CalibrateArn, execution, { by: "person" });
  }

  /** Keeps a person's word on whether the engine may change anything by itself. */
  async putStop(service: string | null, stop: Stop): Promise<void> {
    await this.#tables.send(
      new PutCommand({
        TableName: this.#outputs.RecordsTable,
        Item: { ...recordKeys.stop(service), kind: "stop", at: stop.at, value: stop },
      }),
    );
  }

  /** The execution is in the trace of the run that it goes on with, else in the one that this process is a part of. */
  async #start(stateMachineArn: string, name: string, input: object): Promise<string> {
    const run = "run" in input && typeof input.run === "string" ? input.run : name;
    const kept = await this.record(recordKeys.trace(run), RunTrace);
    const parent = readTraceparent(kept === undefined ? process.env.TRACEPARENT : kept.traceparent);
    const traced = parent === undefined ? input : { traceparent: printTraceparent(parent), ...input };
    const { executionArn } = await this.#stepFunctions.send(
      new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify(traced),
        traceHeader: xrayHeader(await contextOfRun(run, parent)),
      }),
    );
    if (executionArn === undefined) throw new Error(`Step Functions started ${name} without an ARN.`);
    return executionArn;
  }

  async execution(executionArn: string) {
    return this.#stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** ARN of an execution of Develop; the first one of a run has the run's name. */
  developExecutionArn(name: string): string {
    return executionArnOf(this.#outputs.DevelopArn, name);
  }

  /** ARN of an execution of Deliver. */
  deliverExecutionArn(name: string): string {
    return executionArnOf(this.#outputs.DeliverArn, name);
  }

  /** ARN of an execution of Improve. */
  improveExecutionArn(name: string): string {
    return executionArnOf(this.#outputs.ImproveArn, name);
  }

  /** The span of the whole run, and the caller's that it is a child of. */
  async traceOf(run: string): Promise<{ context: TraceContext; parent: TraceContext | undefined }> {
    const parent = readTraceparent((await this.record(recordKeys.trace(run), RunTrace))?.traceparent);
    return { context: await contextOfRun(run, parent), parent };
  }

  async run(run: string): Promise<Run | undefined> {
    return this.record(recordKeys.run(run), Run);
  }

  /** The run's ledger after the given sort key; each entry with its own, and with the step that it is of. */
  async ledger(run: string, after: string): Promise<{ key: string; step: string; entry: LedgerEntry }[]> {
    const items = await this.#query({
      KeyConditionExpression: "pk = :pk AND sk BETWEEN :after AND :end",
      ExpressionAttributeValues: {
        ":pk": recordKeys.run(run).pk,
        ":after": `${after}\u0001`,
        ":end": "ledger#~",
      },
      ConsistentRead: true,
    });
    return items.map((item) => {
      const key = String(item.sk);
      const [, , step = ""] = key.split("#");
      return { key, step, entry: LedgerEntry.parse(item.value) };
    });
  }

  /** What is kept of the run's exchanges with models beside what was said, in their order. */
  exchangeRecords(run: string): Promise<ExchangeRecord[]> {
    return this.under(recordKeys.run(run).pk, "exchange#", ExchangeRecord);
  }

  /** The run's exchanges with models, in their order. */
  async exchanges(run: string): Promise<Exchange[]> {
    const records = await this.exchangeRecords(run);
    return Promise.all(
      records.map(async ({ request, answer, ...facts }) => {
        return {
          ...facts,
          request: await this.artifact(request, KeptRequest),
          ...(answer === undefined ? {} : { answer: await this.artifact(answer, KeptAnswer) }),
        };
      }),
    );
  }

  /** Ends an execution; does nothing to one that has ended. */
  async stop(executionArn: string, error: string, cause: string): Promise<void> {
    await this.#stepFunctions.send(new StopExecutionCommand({ executionArn, error, cause }));
  }

  /** Sends the answer that a state of Deliver waits for. */
  async answer(taskToken: string, answer: Answer): Promise<void> {
    await this.#stepFunctions.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(answer) }));
  }

  /** The data plane at an address, called with the secret that the control plane shares with it. */
  async dataPlane(url: string): Promise<DataPlane> {
    const { SecretString: secret } = await new SecretsManagerClient({}).send(
      new GetSecretValueCommand({ SecretId: this.#outputs.ControlSecretArn }),
    );
    if (secret === undefined) throw new CommandError("The control secret has no text value.");
    return new DataPlane({ url, secret });
  }

  /** Items under a partition key whose sort keys begin so, in the order of these. */
  async under<Schema extends z.ZodType>(
    pk: string,
    prefix: string,
    schema: Schema,
  ): Promise<z.output<Schema>[]> {
    const items = await this.#query({
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :prefix)",
      ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix },
      ConsistentRead: true,
    });
    return items.map((item) => schema.parse(item.value));
  }

  /** Items of a kind (`run`, `service`, `release`), newest first. */
  async list<Schema extends z.ZodType>(kind: string, schema: Schema): Promise<z.output<Schema>[]> {
    const items = await this.#query({
      IndexName: "byKind",
      KeyConditionExpression: "kind = :kind",
      ExpressionAttributeValues: { ":kind": kind },
      ScanIndexForward: false,
    });
    return items.map((item) => schema.parse(item.value));
  }

  /** All pages of a query: DynamoDB ends one at a megabyte. */
  async #query(query: Omit<QueryCommandInput, "TableName">) {
    const pages = paginateQuery(
      { client: this.#tables },
      { TableName: this.#outputs.RecordsTable, ...query },
    );
    const items: Record<string, unknown>[] = [];
    for await (const { Items = [] } of pages) items.push(...Items);
    return items;
  }

  async record<Schema extends z.ZodType>(
    key: { pk: string; sk: string },
    schema: Schema,
  ): Promise<z.output<Schema> | undefined> {
    const { Item } = await this.#tables.send(
      new GetCommand({ TableName: this.#outputs.RecordsTable, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? undefined : schema.parse(Item.value);
  }

  async artifact<Schema extends z.ZodType>(digest: string, schema: Schema): Promise<z.output<Schema>> {
    const value = await readArtifact(digest, schema, async (key) => {
      const { Item } = await this.#tables.send(
        new GetCommand({
          TableName: this.#outputs.ArtifactsTable,
          Key: { digest: key },
          ConsistentRead: true,
        }),
      );
      return Item;
    });
    if (value === undefined) throw new Error(`No artifact ${digest} is kept.`);
    return value;
  }
}

function executionArnOf(stateMachineArn: string, name: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
}
