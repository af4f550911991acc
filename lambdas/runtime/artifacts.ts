import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { artifactItems, readArtifact } from "../../shared/runs/artifact.ts";
import { environmentVariable } from "./environment.ts";
import { MissingRecordError } from "./errors.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/**
 * Keeps a JSON value under the SHA-256 of its canonical form and gives that digest. Keeping it twice changes nothing.
 *
 * @throws RangeError when the value takes more than 32 MiB after compression
 */
export async function putArtifact(value: unknown): Promise<string> {
  const { digest, items } = await artifactItems(value);
  for (const Item of items) {
    await client.send(new PutCommand({ TableName: environmentVariable("ARTIFACTS_TABLE"), Item }));
  }
  return digest;
}

/**
 * Reads the value that stands under a digest, also when it was written just before.
 *
 * @throws MissingRecordError when there is none
 */
export async function getArtifact<Schema extends z.ZodType>(
  digest: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const value = await readArtifact(digest, schema, async (key) => {
    const { Item } = await client.send(
      new GetCommand({
        TableName: environmentVariable("ARTIFACTS_TABLE"),
        Key: { digest: key },
        ConsistentRead: true,
      }),
    );
    return Item;
  });
  if (value === undefined)
    throw new MissingRecordError(`No artifact ${digest} is kept. Start the run again.`);
  return value;
}
