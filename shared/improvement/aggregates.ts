import type { Blueprint } from "../blueprint/blueprint.ts";
import { Expression } from "../blueprint/expression.ts";
import type { StoredValue } from "../design/design.ts";
import { designProblems } from "../design/fit.ts";

/** Every part of a JSON value that is an object, the outer ones first. */
export function objectsIn(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  if (value === null || typeof value !== "object") return [];
  return [value, ...Object.values(value).flatMap(objectsIn)];
}

/** The counts and sums in parts of a blueprint that can be stored, each once. */
export function storableIn(parts: unknown, blueprint: Blueprint): StoredValue[] {
  const found = new Map<string, StoredValue>();
  for (const part of objectsIn(parts)) {
    if (!("kind" in part) || part.kind !== "aggregate") continue;
    const value = Expression.safeParse(part);
    const stored = value.success ? storedOf(value.data, blueprint) : undefined;
    if (stored !== undefined) found.set(JSON.stringify(stored), stored);
  }
  return [...found.values()];
}

function storedOf(value: Expression, blueprint: Blueprint): StoredValue | undefined {
  if (value.kind !== "aggregate" || "list" in value.things) return undefined;
  const { entity, via } = value.things;
  const related = blueprint.entities.find(({ name }) => name === entity);
  const owner = related?.fields.find(({ name }) => name === via)?.references;
  if (owner === undefined) return undefined;
  const stored = { entity: owner, value };
  return designProblems({ indexes: [], stored: [stored], caches: [] }, blueprint).length === 0
    ? stored
    : undefined;
}
