import { gunzipSync, gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { canonicalJson, sha256 } from "../../shared/digest.ts";
import { environmentVariable } from "./environment.ts";
import { MissingRecordError } from "./errors.ts";

/** Bytes that one DynamoDB item may hold, less room for its keys. */
const largestItem = 400 * 1024 - 1024;

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

/**
 * Keeps a JSON value under the SHA-256 of its canonical form and gives that digest. Keeping it twice changes nothing.
 *
 * @throws RangeError when the value is larger than one item can hold after compression (about 399 KiB)
 */
export async function putArtifact(value: unknown): Promise<string> {
  const text = canonicalJson(value);
  const content = gzipSync(text);
  if (content.length > largestItem) {
    throw new RangeError(
      `An artifact of ${text.length} characters takes ${content.length} bytes compressed; ${largestItem} are allowed. ` +
        "Make the requirement smaller, or split it into several services.",
    );
  }
  const digest = await sha256(text);
  await client.send(
    new PutCommand({ TableName: environmentVariable("ARTIFACTS_TABLE"), Item: { digest, content } }),
  );
  return digest;
}

/**
 * Reads the value that stands under a digest.
 *
 * @throws MissingRecordError when there is none
 */
export async function getArtifact<Schema extends z.ZodType>(
  digest: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const { Item } = await client.send(
    new GetCommand({ TableName: environmentVariable("ARTIFACTS_TABLE"), Key: { digest } }),
  );
  if (!(Item?.content instanceof Uint8Array)) {
    throw new MissingRecordError(`No artifact ${digest} is kept. Start the run again.`);
  }
  return schema.parse(JSON.parse(gunzipSync(Item.content).toString("utf8")));
}
