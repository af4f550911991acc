import { ConditionalCheckFailedException, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type * as z from "zod";
import { environmentVariable } from "./environment.ts";

const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/** Key of an item: `pk` names what has a life, `sk` the part of it. */
export interface Key {
  pk: string;
  sk: string;
}

/** The item under a key, or undefined. */
export async function getRecord<Schema extends z.ZodType>(
  key: Key,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  const { Item } = await client.send(
    new GetCommand({ TableName: environmentVariable("RECORDS_TABLE"), Key: key, ConsistentRead: true }),
  );
  return Item === undefined ? undefined : schema.parse(Item.value);
}

/** What lists an item in the index `byKind`: its kind, ordered by `at`. */
export interface Listing {
  kind: string;
  /** ISO 8601, UTC. */
  at: string;
}

/** Writes an item, over whatever stood there. */
export async function putRecord(key: Key, value: object, listing?: Listing): Promise<void> {
  await client.send(
    new PutCommand({ TableName: environmentVariable("RECORDS_TABLE"), Item: { ...key, ...listing, value } }),
  );
}

/** Writes an item unless one stands there; says whether it wrote. */
export async function createRecord(key: Key, value: object, listing?: Listing): Promise<boolean> {
  try {
    await client.send(
      new PutCommand({
        TableName: environmentVariable("RECORDS_TABLE"),
        Item: { ...key, ...listing, value },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** Sets some properties of an existing item's value; the others stay. */
export async function changeRecord(key: Key, changes: Record<string, unknown>): Promise<void> {
  const entries = Object.entries(changes).filter(([, value]) => value !== undefined);
  await client.send(
    new UpdateCommand({
      TableName: environmentVariable("RECORDS_TABLE"),
      Key: key,
      UpdateExpression: `SET ${entries.map((_, index) => `#value.#name${index} = :value${index}`).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: {
        "#value": "value",
        ...Object.fromEntries(entries.map(([name], index) => [`#name${index}`, name])),
      },
      ExpressionAttributeValues: Object.fromEntries(
        entries.map(([, value], index) => [`:value${index}`, value]),
      ),
    }),
  );
}

/** Adds to a number in an item's value and gives the sum. */
export async function addToRecord(key: Key, property: string, amount: number): Promise<number> {
  const { Attributes } = await client.send(
    new UpdateCommand({
      TableName: environmentVariable("RECORDS_TABLE"),
      Key: key,
      UpdateExpression: "SET #value.#property = #value.#property + :amount",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: { "#value": "value", "#property": property },
      ExpressionAttributeValues: { ":amount": amount },
      ReturnValues: "ALL_NEW",
    }),
  );
  return Number(Attributes?.value?.[property]);
}

/** Removes an item whose value's `property` has the given content; does nothing otherwise. */
export async function removeRecordIf(key: Key, property: string, content: string): Promise<void> {
  try {
    await client.send(
      new DeleteCommand({
        TableName: environmentVariable("RECORDS_TABLE"),
        Key: key,
        ConditionExpression: "#value.#property = :content",
        ExpressionAttributeNames: { "#value": "value", "#property": property },
        ExpressionAttributeValues: { ":content": content },
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
