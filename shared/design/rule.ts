import type { Blueprint } from "../blueprint/blueprint.ts";
import { chosenKey, type Entity, type SortKey, usualOrder, withUsual } from "../blueprint/entity.ts";
import { type Field, isStamped } from "../blueprint/field.ts";
import type { Design, Index, IndexPart } from "./design.ts";

/**
 * The design of a blueprint for which nobody has made one: an index for all that is unique, filtered, sorted by or
 * referred to, so that no list reads more rows than it shows; what is worked out is worked out at each read, and nothing is
 * kept in memory.
 */
export function designByRule({ entities }: Blueprint): Design {
  return { indexes: entities.flatMap(indexesOf), stored: [], caches: [] };
}

function indexesOf(entity: Entity): Index[] {
  const indexes: Index[] = [];
  const add = (by: IndexPart[]) => {
    const [first] = by;
    if (first === undefined || first.field === entity.identifier.name || isCreationOrder(entity, first))
      return;
    if (!indexes.some((index) => covers(index.by, by))) indexes.push({ entity: entity.name, by });
  };
  for (const by of uniqueParts(entity)) add(by);
  if (entity.operations.some(({ kind }) => kind === "list")) for (const by of listParts(entity)) add(by);
  for (const { name, type } of entity.fields) if (type === "reference") add([{ field: name }]);
  const { seenBy } = entity;
  if (seenBy?.owner !== undefined && isStored(entity, seenBy.owner)) add([{ field: seenBy.owner }]);
  return indexes;
}

/** Whether an index that orders by `longer` serves what one by `parts` would. */
export function covers(longer: readonly IndexPart[], parts: readonly IndexPart[]): boolean {
  return parts.every((part, position) => JSON.stringify(longer[position]) === JSON.stringify(part));
}

/** Creation order is the order of the rows, which need no index for it. */
export function isCreationOrder({ fields }: Entity, { field, as }: IndexPart): boolean {
  const source = fields.find(({ name }) => name === field)?.source;
  return source === "sequence" || (source === "created-at" && as === "order");
}

/** What an index begins with, in whatever order, so that values are kept apart without a scan. */
export function uniqueParts({ fields, identifier, uniqueTogether }: Entity): IndexPart[][] {
  const alone = fields.flatMap((field) =>
    field.unique === undefined || field.name === identifier.name
      ? []
      : [[unique(field, field.unique === "ignore-case")]],
  );
  const together = uniqueTogether.map((together) =>
    together.fields.flatMap((name) => {
      const field = fields.find((one) => one.name === name);
      return field === undefined ? [{ field: name }] : [unique(field, field.ignoreCase === true)];
    }),
  );
  return [...alone, ...together];
}

/** Values that are kept alike are the same, and so are those that differ in case where that does not count. */
function unique(field: Field, ignoresCase: boolean): IndexPart {
  if (ignoresCase) return { field: field.name, as: "folded" };
  return field.type === "time" ? { field: field.name, as: "kept" } : { field: field.name };
}

/** Whether a filter compares the value as it is stored: moments and times can be written in several ways. */
export function isComparedAsKept(field: Field): boolean {
  return field.type !== "time" && (field.type !== "datetime" || isStamped(field));
}

/** Filters that an index helps, each with the list's usual order after it, and what callers may sort by. */
function listParts(entity: Entity): IndexPart[][] {
  const { filters, sort } = entity.list;
  const usual = usualOrder(entity.list);
  const parent = entity.parent && { part: { field: entity.parent.field }, isExact: true };
  const narrowing: { part: IndexPart; isExact: boolean }[] = parent === undefined ? [] : [parent];
  for (const { fields, comparison } of filters) {
    const [name] = fields.filter((one) => isStored(entity, one));
    if (name === undefined || fields.length > 1) continue;
    if (["contains", "starts-with", "has-element"].includes(comparison)) continue;
    narrowing.push({ part: { field: name }, isExact: comparison === "equals" });
  }
  const parts = narrowing.map(({ part, isExact }) => {
    const order = orderParts(entity, usual).filter((one) => JSON.stringify(one) !== JSON.stringify(part));
    return isExact ? [part, ...order] : [part];
  });
  const asked = (sort?.fields ?? []).map((name) => [chosenKey(sort ?? {}, name)]);
  const named = (sort?.named ?? []).map(({ keys }) => keys);
  const orders = [...asked, ...named].map((keys) => withUsual({ sort }, keys));
  return [...parts, ...[usual, ...orders].map((keys) => orderParts(entity, keys))];
}

/**
 * What an index has to order rows by for an order of the list: as far as its keys are stored and can be equal, and up to
 * the order of creation, which is that of the rows. An index is read in both directions, so its first part goes upwards.
 */
export function orderParts(entity: Entity, keys: readonly SortKey[]): IndexPart[] {
  const parts: IndexPart[] = [];
  for (const { field, direction } of keys) {
    const part = sortPart(entity, field);
    if (part === undefined || isCreationOrder(entity, part)) break;
    const isTurned = direction !== keys[0]?.direction;
    parts.push({ ...part, ...(isTurned && { descending: true }) });
    if (field === entity.identifier.name || isUnique(entity, field)) break;
  }
  return parts;
}

function isUnique({ fields }: Entity, name: string): boolean {
  return fields.some((field) => field.name === name && field.unique !== undefined);
}

function isStored({ fields }: Entity, name: string): boolean {
  return fields.find((field) => field.name === name)?.source !== "computed";
}

/** What a list is sorted by: choices in the order of the spec. Nothing where it is worked out. */
function sortPart(entity: Entity, name: string): IndexPart | undefined {
  if (!isStored(entity, name)) return undefined;
  const field = entity.fields.find((one) => one.name === name);
  const isOrdered = field?.type === "choice" || field?.source === "created-at";
  return isOrdered ? { field: name, as: "order" } : { field: name };
}
