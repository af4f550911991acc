import type { Blueprint } from "../blueprint/blueprint.ts";
import { withSpec } from "../openapi/carried-spec.ts";
import { printSpec } from "../spec/print.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * The service's OpenAPI document with the spec in it, so that importing it gives the spec again. Whoever may call the
 * service may read the document: the key that calls need is left out of it.
 */
export function carryingSpec(document: JsonSchema, blueprint: Blueprint): JsonSchema {
  const { callers, ...rest } = blueprint;
  if (callers?.key === undefined) return withSpec(document, printSpec(blueprint));
  const { key, ...others } = callers;
  const isEmpty = others.name === undefined && others.roles.length === 0;
  const open = isEmpty ? rest : { ...rest, callers: others };
  return withSpec(document, printSpec(open), [
    `the value that the header \`${key.header}\` needs is not told: write \`Every call needs the header \`${key.header}\` to be ...\``,
  ]);
}
