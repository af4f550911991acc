import { gunzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DescribeExecutionCommand,
  RedriveExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { type DevelopRequest, LedgerEntry, Run, recordKeys } from "../../shared/runs/run.ts";

/** Where a deployed control plane is found: the outputs of its stacks, and how to reach AWS (or what stands for it). */
export interface ControlPlaneAddress {
  outputs: { DevelopArn: string; DeliverArn: string; RecordsTable: string; ArtifactsTable: string };
  /** Endpoints and credentials, as environment variables of the AWS SDK. */
  environment: Record<string, string>;
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

  /** Starts Develop under the run's name; gives the execution's ARN. */
  async startDevelop(run: string, request: DevelopRequest): Promise<string> {
    return this.#start(this.#outputs.DevelopArn, run, request);
  }

  /** Starts Deliver with an input that has it take a service's live release back. */
  async startRollback(execution: string, service: string, reason: string): Promise<string> {
    return this.#start(this.#outputs.DeliverArn, execution, {
      run: execution,
      service,
      rollback: { reason },
    });
  }

  async #start(stateMachineArn: string, name: string, input: object): Promise<string> {
    const { executionArn } = await this.#stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
    );
    if (executionArn === undefined) throw new Error(`Step Functions started ${name} without an ARN.`);
    return executionArn;
  }

  async execution(executionArn: string) {
    return this.#stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  }

  /** ARN of a run's Develop execution. */
  developExecutionArn(run: string): string {
    return `${this.#outputs.DevelopArn.replace(":stateMachine:", ":execution:")}:${run}`;
  }

  async redrive(run: string): Promise<void> {
    await this.#stepFunctions.send(
      new RedriveExecutionCommand({ executionArn: this.developExecutionArn(run) }),
    );
  }

  async run(run: string): Promise<Run | undefined> {
    return this.record(recordKeys.run(run), Run);
  }

  /** The run's ledger after the given sort key; each entry with its own. */
  async ledger(run: string, after: string): Promise<{ key: string; entry: LedgerEntry }[]> {
    const { Items = [] } = await this.#tables.send(
      new QueryCommand({
        TableName: this.#outputs.RecordsTable,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :after AND :end",
        ExpressionAttributeValues: {
          ":pk": recordKeys.run(run).pk,
          ":after": `${after}\u0001`,
          ":end": "ledger#~",
        },
        ConsistentRead: true,
      }),
    );
    return Items.map((item) => ({ key: String(item.sk), entry: LedgerEntry.parse(item.value) }));
  }

  /** Items of a kind (`run`, `service`, `release`), newest first. */
  async list<Schema extends z.ZodType>(kind: string, schema: Schema): Promise<z.output<Schema>[]> {
    const { Items = [] } = await this.#tables.send(
      new QueryCommand({
        TableName: this.#outputs.RecordsTable,
        IndexName: "byKind",
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: { ":kind": kind },
        ScanIndexForward: false,
      }),
    );
    return Items.map((item) => schema.parse(item.value));
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
    const { Item } = await this.#tables.send(
      new GetCommand({ TableName: this.#outputs.ArtifactsTable, Key: { digest } }),
    );
    if (!(Item?.content instanceof Uint8Array)) throw new Error(`No artifact ${digest} is kept.`);
    return schema.parse(JSON.parse(gunzipSync(Item.content).toString("utf8")));
  }
}
