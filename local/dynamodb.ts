import { mkdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  type DynamoDBClient,
  type KeySchemaElement,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import * as z from "zod";
import { closeIterators } from "./dynalite-iterators.ts";
import { TemplateError } from "./errors.ts";
import type { Resource } from "./template/evaluate.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(["HASH", "RANGE"]) }));
const indexSchema = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({
    ProjectionType: z.enum(["ALL", "KEYS_ONLY", "INCLUDE"]),
    NonKeyAttributes: z.array(z.string()).exactOptional(),
  }),
});
// What concerns capacity, backup, encryption and expiry has no meaning here and is left out.
const tableSchema = z.object({
  KeySchema: keySchema,
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(["S", "N", "B"]) }),
  ),
  GlobalSecondaryIndexes: z.array(indexSchema).exactOptional(),
  LocalSecondaryIndexes: z.array(indexSchema).exactOptional(),
});

/** DynamoDB on dynalite: tables live in a LevelDB store below `directory`. */
export class DynamoDbService {
  readonly #server: ReturnType<typeof dynalite>;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true });
    closeIterators();
    this.#server = dynalite({ path: directory, createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
  }

  /** Answers one request of DynamoDB's protocol. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    this.#server.emit("request", request, response);
  }

  /** Creates the tables that are missing; one that exists keeps its items, and must have the same keys and indexes. */
  async createTables(resources: Resource[], client: DynamoDBClient): Promise<void> {
    await Promise.all(resources.map((resource) => createTable(client, tableInput(resource))));
  }

  async close(): Promise<void> {
    // The store is closed with the server, and only a server that listens can be closed.
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const closed = (error?: Error | null) => (error ? reject(error) : resolve());
    this.#server.listen(0, "127.0.0.1", () => this.#server.close(closed));
    await promise;
  }
}

function tableInput(resource: Resource): CreateTableCommandInput & { TableName: string } {
  const parsed = tableSchema.safeParse(resource.properties);
  if (parsed.success) return { TableName: resource.name, BillingMode: "PAY_PER_REQUEST", ...parsed.data };
  throw new TemplateError(
    `Table ${resource.logicalId} of stack ${resource.stack} can't run locally:\n${z.prettifyError(parsed.error)}`,
  );
}

interface TableShape {
  KeySchema?: KeySchemaElement[] | undefined;
  GlobalSecondaryIndexes?:
    | { IndexName?: string | undefined; KeySchema?: KeySchemaElement[] | undefined }[]
    | undefined;
}

async function createTable(
  client: DynamoDBClient,
  input: CreateTableCommandInput & { TableName: string },
): Promise<void> {
  try {
    const { Table: table } = await client.send(new DescribeTableCommand({ TableName: input.TableName }));
    const shape = (description: TableShape) => {
      const indexes = (description.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema }) => [
        IndexName,
        KeySchema?.map((key) => key.AttributeName),
      ]);
      return JSON.stringify([description.KeySchema?.map((key) => key.AttributeName), indexes.sort()]);
    };
    if (table && shape(table) === shape(input)) return;
    throw new TemplateError(
      `Table ${input.TableName} exists with other keys or indexes than the template's. Its data can't be moved locally: remove the state folder (.aidevos) and start again.`,
    );
  } catch (reason) {
    if (!(reason instanceof ResourceNotFoundException)) throw reason;
    await client.send(new CreateTableCommand(input));
  }
}
