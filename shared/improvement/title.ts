import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Cache, Index, IndexPart, StoredValue } from "../design/design.ts";
import { printExpression } from "../spec/expressions/print.ts";
import { entityScope } from "../spec/scopes.ts";
import type { DesignChange } from "./change.ts";

/** A change for a person: `Index loans by member and state`. The blueprint has what it names. */
export function titleOf(change: DesignChange, blueprint: Blueprint): string {
  switch (change.kind) {
    case "add-index":
      return `Index ${indexText(change.index, blueprint)}`;
    case "drop-index":
      return `Drop the index of ${indexText(change.index, blueprint)}`;
    case "store":
      return `Keep ${storedText(change.stored, blueprint)}`;
    case "compute":
      return `Work out ${storedText(change.stored, blueprint)} at each read`;
    case "cache":
      return `Cache ${listsText(change.cache, blueprint)}`;
    case "uncache":
      return `Cache ${listsText(change.cache, blueprint)} no more`;
  }
}

function listsText({ entity }: Cache, blueprint: Blueprint): string {
  return `lists of ${pluralOf(entity, blueprint)}`;
}

function pluralOf(entity: string, { entities }: Blueprint): string {
  return entities.find(({ name }) => name === entity)?.plural ?? entity;
}

function indexText({ entity, by }: Index, blueprint: Blueprint): string {
  const parts = by.map(partText);
  const last = parts.pop() ?? "";
  return `${pluralOf(entity, blueprint)} by ${parts.length === 0 ? last : `${parts.join(", ")} and ${last}`}`;
}

function partText({ field, as, descending }: IndexPart): string {
  const ways = { kept: " as it is kept", order: " in its order", folded: " without case" };
  return `${descending === true ? "-" : ""}${field}${as === undefined ? "" : ways[as]}`;
}

function storedText({ entity, value }: StoredValue, blueprint: Blueprint): string {
  const own = blueprint.entities.find(({ name }) => name === entity);
  return `\`${printExpression(value, entityScope(blueprint, own))}\` with each ${entity}`;
}
