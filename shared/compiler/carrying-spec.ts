import type { Blueprint } from "../blueprint/blueprint.ts";
import { withSpec } from "../openapi/carried-spec.ts";
import { printSpec } from "../spec/print.ts";
import type { JsonSchema } from "./json-schema.ts";

/**
 * The service's OpenAPI document with the spec in it, so that importing it gives the spec again. Whoever may call the
 * service may read the document: the key that calls need is left out of it.
 */
export function carryingSpec(document: JsonSchema, blueprint: Blueprint): JsonSchema {
  const key = blueprint.callers?.key;
  if (key === undefined) return withSpec(document, printSpec(blueprint));
  return withSpec(document, printSpec(withoutKey(blueprint)), [
    `the value that the header \`${key.header}\` needs is not told: write \`Every call needs the header \`${key.header}\` to be ...\``,
  ]);
}

/** The blueprint of which calls need no key; what was by anyone needs no such word where no call needs anything else. */
export function withoutKey(blueprint: Blueprint): Blueprint {
  const { callers, ...rest } = structuredClone(blueprint);
  if (callers === undefined) return blueprint;
  const { key: _, ...others } = callers;
  const { name, oneRole, roles } = others;
  if (name?.refusal === undefined && oneRole === undefined) {
    const routes = rest.entities.flatMap(({ operations, actions }) => [...operations, ...actions]);
    for (const route of [...rest.actions, ...routes]) delete route.byAnyone;
  }
  const isEmpty = name === undefined && oneRole === undefined && roles.length === 0;
  return isEmpty ? rest : { ...rest, callers: others };
}
