import {
  chosenKey,
  type Entity,
  type List,
  type SortKey,
  usualOrder,
  withUsual,
} from "../../blueprint/entity.ts";
import type { Json } from "../../models/model.ts";
import { compare } from "../samples/comparison.ts";
import type { Thing } from "../world.ts";

interface Asked {
  query: readonly (readonly [string, string])[];
  valueOf: (thing: Thing, name: string) => Json;
}

/** Things in the order that a query asks for, from that of their creation; why not, where the language leaves it open. */
export function ordered(
  entity: Entity,
  things: readonly Thing[],
  { query, ...asked }: Asked,
): Thing[] | string {
  const { sort } = entity.list;
  const said = query.find(([name]) => name === sort?.parameter)?.[1];
  const keys = keysOf(entity.list, said);
  const isNewestFirst = usualOrder(entity.list).at(-1)?.direction === "descending";
  if (keys.some(({ field }) => isReference(entity, field))) return "identifiers have no order that is said";
  const rows = things.map((thing, index) => ({
    thing,
    index,
    values: keys.map(({ field }) => rankOf(entity, field, asked.valueOf(thing, field), index)),
  }));
  rows.sort((one, other) => {
    for (const [index, key] of keys.entries()) {
      const order = compareBy(key, one.values[index] ?? null, other.values[index] ?? null);
      if (order !== 0) return order;
    }
    return isNewestFirst ? other.index - one.index : one.index - other.index;
  });
  return rows.map(({ thing }) => thing);
}

function keysOf(list: List, said: string | undefined): SortKey[] {
  const { sort } = list;
  if (sort === undefined || said === undefined) return usualOrder(list);
  const named = sort.named?.find(({ name }) => name === said);
  if (named !== undefined) return withUsual(list, named.keys);
  const first = chosenKey(sort, said.replace(/^-/, ""));
  const turned = first.direction === "ascending" ? "descending" : "ascending";
  return withUsual(list, [said.startsWith("-") ? { ...first, direction: turned } : first]);
}

function isReference({ fields, identifier }: Entity, name: string): boolean {
  return fields.some((field) => field.name === name)
    ? fields.some((field) => field.name === name && field.references !== undefined)
    : identifier.type !== "sequence";
}

/** What a value is ordered by: moments by time, choices by their place, what is counted by creation. */
function rankOf({ fields, identifier }: Entity, name: string, value: Json, creation: number): Json {
  const field = fields.find((one) => one.name === name);
  if (field === undefined && identifier.name === name) return creation;
  if (value === null) return null;
  if (field?.type === "datetime") return Date.parse(String(value));
  return field?.type === "choice" ? (field.values ?? []).indexOf(String(value)) : value;
}

function compareBy({ direction, emptyLast }: SortKey, one: Json, other: Json): number {
  const isDown = direction === "descending";
  if (one !== null && other !== null) return isDown ? compare(other, one) : compare(one, other);
  if (one === null && other === null) return 0;
  return (one === null) === (isDown || emptyLast === true) ? 1 : -1;
}
