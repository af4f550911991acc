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
import { MissingRecordError } from "./errors.ts";

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

/** What an item has beside its value: kind and `at` list it in the index `byKind`; `builders` are a service's. */
export interface Attributes {
  kind: string;
  /** ISO 8601, UTC. */
  at: string;
  builders?: Set<string>;
}

/** Writes an item, over whatever stood there. */
export async function putRecord(key: Key, value: object, attributes?: Attributes): Promise<void> {
  await client.send(
    new PutCommand({
      TableName: environmentVariable("RECORDS_TABLE"),
      Item: { ...key, ...attributes, value },
    }),
  );
}

/** Writes an item unless one stands there; says whether it wrote. */
export async function createRecord(key: Key, value: object, attributes?: Attributes): Promise<boolean> {
  return succeeds(
    client.send(
      new PutCommand({
        TableName: environmentVariable("RECORDS_TABLE"),
        Item: { ...key, ...attributes, value },
        ConditionExpression: "attribute_not_exists(pk)",
      }),
    ),
  );
}

/** What must hold of a property (`inner.property` of one within) for a change to be made. */
export type Condition = { property: string } & (
  | { absent: true }
  | { oneOf: readonly (string | number)[]; orAbsent?: boolean }
  | { atMost: number; orAbsent?: boolean }
);

/**
 * Sets some properties of an existing item's value; the others stay.
 *
 * @throws MissingRecordError when there is no such item
 */
export async function changeRecord(key: Key, changes: Record<string, unknown>): Promise<void> {
  if (await changeRecordIf(key, changes)) return;
  throw new MissingRecordError(`There is no record ${key.pk} ${key.sk} to change.`);
}

export interface ConditionalChange {
  conditions?: readonly Condition[];
  /** Names of properties that the value loses. */
  remove?: readonly string[];
  /** Amounts by which numbers grow, by property. */
  add?: Readonly<Record<string, number>>;
}

/** Changes an existing item's value if all the conditions hold; says whether it did. One step, whoever else writes. */
export async function changeRecordIf(
  key: Key,
  changes: Record<string, unknown>,
  { conditions = [], remove = [], add = {} }: ConditionalChange = {},
): Promise<boolean> {
  const names: Record<string, string> = { "#value": "value" };
  const values: Record<string, unknown> = {};
  const name = (property: string) => {
    const parts = property.split(".");
    for (const part of parts) names[`#${part}`] = part;
    return ["#value", ...parts.map((part) => `#${part}`)].join(".");
  };
  const value = (content: unknown) => {
    const reference = `:value${Object.keys(values).length}`;
    values[reference] = content;
    return reference;
  };
  const set = Object.entries(changes)
    .filter(([, content]) => content !== undefined)
    .map(([property, content]) => `${name(property)} = ${value(content)}`);
  const added = Object.entries(add).map(
    ([property, amount]) => `${name(property)} = ${name(property)} + ${value(amount)}`,
  );
  const removed = remove.length === 0 ? "" : ` REMOVE ${remove.map(name).join(", ")}`;
  const terms = conditions.map((condition) => {
    const path = name(condition.property);
    if ("absent" in condition) return `attribute_not_exists(${path})`;
    const holds =
      "atMost" in condition
        ? `${path} <= ${value(condition.atMost)}`
        : `${path} IN (${condition.oneOf.map(value).join(", ")})`;
    return condition.orAbsent ? `(attribute_not_exists(${path}) OR ${holds})` : holds;
  });
  return succeeds(
    client.send(
      new UpdateCommand({
        TableName: environmentVariable("RECORDS_TABLE"),
        Key: key,
        UpdateExpression: `SET ${[...set, ...added].join(", ")}${removed}`,
        ConditionExpression: ["attribute_exists(pk)", ...terms].join(" AND "),
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: values,
      }),
    ),
  );
}

/** Puts a member into an existing item's set, and gives the item's value; undefined when there is no such item. */
export async function addMember<Schema extends z.ZodType>(
  key: Key,
  { set, member }: { set: string; member: string },
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    const { Attributes } = await client.send(
      new UpdateCommand({ ...memberUpdate("ADD", key, set, member), ReturnValues: "ALL_NEW" }),
    );
    return schema.parse(Attributes?.value);
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Takes a member out of an item's set; does nothing when there is no such item. */
export async function removeMember(key: Key, set: string, member: string): Promise<void> {
  await succeeds(client.send(new UpdateCommand(memberUpdate("DELETE", key, set, member))));
}

function memberUpdate(verb: "ADD" | "DELETE", key: Key, set: string, member: string) {
  return {
    TableName: environmentVariable("RECORDS_TABLE"),
    Key: key,
    UpdateExpression: `${verb} #set :member`,
    ConditionExpression: "attribute_exists(pk)",
    ExpressionAttributeNames: { "#set": set },
    ExpressionAttributeValues: { ":member": new Set([member]) },
  };
}

/** Removes an item whose set is empty and whose value lacks all the properties, null counting as lacking. */
export async function removeRecordWithout(
  key: Key,
  set: string,
  properties: readonly string[],
): Promise<void> {
  const lacking = properties.map(
    (_, index) => `(attribute_not_exists(#value.#p${index}) OR attribute_type(#value.#p${index}, :null))`,
  );
  await succeeds(
    client.send(
      new DeleteCommand({
        TableName: environmentVariable("RECORDS_TABLE"),
        Key: key,
        ConditionExpression: ["attribute_not_exists(#set)", ...lacking].join(" AND "),
        ExpressionAttributeNames: {
          "#set": set,
          "#value": "value",
          ...Object.fromEntries(properties.map((property, index) => [`#p${index}`, property])),
        },
        ExpressionAttributeValues: { ":null": "NULL" },
      }),
    ),
  );
}

/** Whether a conditional write was made. */
async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
