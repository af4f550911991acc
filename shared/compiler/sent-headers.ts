import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Operation } from "../blueprint/entity.ts";
import type { Expression } from "../blueprint/expression.ts";
import type { SentHeader } from "../blueprint/sent-header.ts";
import { type Scope, typeOf, type ValueType } from "../blueprint/value-type.ts";
import { type Entry, literal, objectOf, propertyKey } from "../code/literal.ts";
import { rowsOf } from "./call-code.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { EntityModel } from "./model.ts";
import { fragmentOf } from "./sql-expression.ts";
import type { SqlScope } from "./sql-scope.ts";

/** Code of the headers that are sent, by code of their values; undefined of none. */
export function headersCode(
  headers: readonly SentHeader[] = [],
  valueCode: (value: Expression) => string,
): string | undefined {
  if (headers.length === 0) return undefined;
  const entries = headers.map(({ name, value }): Entry => [propertyKey(name), valueCode(value)]);
  return `sentHeaders(${objectOf(entries)})`;
}

/** Code of the headers that an operation sends of the thing with the key; without a key, of none. */
export function operationHeaders(
  model: EntityModel,
  { headers }: Operation,
  { blueprint, scope, key }: { blueprint: Blueprint; scope: SqlScope; key?: string },
): string | undefined {
  const { models, roles } = scope;
  const around: SqlScope = { entities: blueprint.entities, models, roles };
  return headersCode(headers, (value) => {
    if (value.kind === "literal") return literal(value.value);
    return key === undefined
      ? `new Database(storage.sql).value(${fragmentOf(value, around)})`
      : `${rowsOf(model)}.value(${key}, ${fragmentOf(value, scope)})`;
  });
}

/** The headers of an answer as OpenAPI has them. */
export function headerSchemas(headers: readonly SentHeader[] = [], scope: Scope): JsonSchema {
  const schemas = headers.map(({ name, value }) => {
    const type = types[typeOf(value, scope).kind] ?? "string";
    return [name, { schema: { type } }] as const;
  });
  return Object.fromEntries(schemas);
}

const types: Partial<Record<ValueType["kind"], string>> = {
  "whole number": "integer",
  number: "number",
  truth: "boolean",
};

/** Whether an operation itself says where what it has made is. */
export function saysLocation({ headers = [] }: Operation): boolean {
  return headers.some(({ name }) => name.toLowerCase() === "location");
}
