import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

/** One request to DynamoDB. */
export interface TableCall {
  /** `GetItem` and so on. */
  operation: string;
  /** As text, to look for a key in. */
  body: string;
}

/** How DynamoDB answers a call instead: with an error of its own, or not at all. Undefined lets the call through. */
export type Fault = (call: TableCall) => { status: number; error: string } | "hang up" | undefined;

/**
 * The tables of the control plane on dynalite, in memory, and the environment by which functions find them. `calls`
 * keeps what was asked; `fault` decides what fails.
 */
export async function startTables() {
  const store = dynalite({ createTableMs: 0 });
  const storeUrl = await listen(store);
  const state: { calls: TableCall[]; fault: Fault } = { calls: [], fault: () => undefined };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString("utf8");
    const [, operation = ""] = String(request.headers["x-amz-target"]).split(".");
    state.calls.push({ operation, body });
    const fault = state.fault({ operation, body });
    if (fault === "hang up") {
      request.socket.destroy();
      return;
    }
    const json = { "content-type": "application/x-amz-json-1.0" };
    if (fault !== undefined) {
      response.writeHead(fault.status, json);
      response.end(
        JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${fault.error}`, message: "a fault" }),
      );
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" && !["host", "connection", "content-length"].includes(name)
        ? [[name, value]]
        : [],
    );
    const answer = await fetch(storeUrl, { method: "POST", headers, body });
    response.writeHead(answer.status, json);
    response.end(await answer.text());
  });
  const url = await listen(server);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_MAX_ATTEMPTS: "1",
    RECORDS_TABLE: "Records",
    ARTIFACTS_TABLE: "Artifacts",
  });
  const client = new DynamoDBClient({ endpoint: storeUrl });
  await client.send(new CreateTableCommand(tableOf("Records", ["pk", "sk"])));
  await client.send(new CreateTableCommand(tableOf("Artifacts", ["digest"])));
  client.destroy();
  return Object.assign(state, {
    async stop(): Promise<void> {
      await close(server);
      await close(store);
    },
  });
}

function tableOf(TableName: string, keys: string[]) {
  return {
    TableName,
    BillingMode: "PAY_PER_REQUEST" as const,
    AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: "S" as const })),
    KeySchema: keys.map((AttributeName, index) => ({
      AttributeName,
      KeyType: index === 0 ? ("HASH" as const) : ("RANGE" as const),
    })),
  };
}

async function listen(server: Server): Promise<string> {
  // A type check holds up all of this process for seconds: connections that were idle meanwhile are still good.
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
