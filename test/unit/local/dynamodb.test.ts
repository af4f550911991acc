import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { expect, test, vi } from "vitest";
import { DynamoDbService } from "../../../local/dynamodb.ts";
import { listen } from "../../../local/ports.ts";

test("a query leaves no iterator open: each would keep the store's state of that moment", async () => {
  const { AbstractValueIterator } = createRequire(import.meta.resolve("dynalite"))("abstract-level");
  const close = vi.spyOn(AbstractValueIterator.prototype, "close");
  const directory = await mkdtemp(join(tmpdir(), "aidevos-dynamodb-"));
  const service = new DynamoDbService(directory);
  const server = createServer((request, response) => service.handle(request, response));
  const port = await listen(server, { port: 0, only: true });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  try {
    await client.send(
      new CreateTableCommand({
        TableName: "words",
        AttributeDefinitions: [{ AttributeName: "word", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "word", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    close.mockClear();
    const query = {
      TableName: "words",
      KeyConditionExpression: "word = :word",
      ExpressionAttributeValues: { ":word": { S: "one" } },
    };
    for (let asked = 1; asked <= 3; asked++) {
      await client.send(new QueryCommand(query));
      await expect.poll(() => close.mock.calls.length).toBe(asked);
    }
  } finally {
    client.destroy();
    server.closeAllConnections();
    server.close();
    await service.close();
    await rm(directory, { recursive: true, force: true });
  }
});
