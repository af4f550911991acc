import type * as z from "zod";
import type { Filter, List } from "../blueprint/entity.ts";
import type { FieldInput } from "./field.ts";
import { isPropertyName } from "./field.ts";
import { filterOf } from "./filters.ts";
import type { ReadOperation } from "./operations.ts";
import type { Parameter } from "./shapes.ts";
import { type Part, type Source, shortened } from "./source.ts";
import type { Schemas, ValueShape } from "./value-shape.ts";

type ListInput = z.input<typeof List>;
type Pages = NonNullable<ListInput["pages"]>;
type Sort = NonNullable<ListInput["sort"]>;
type Frame = NonNullable<ListInput["envelope"]>;

/** A query parameter of a list. */
export interface Query {
  part: Part<Parameter>;
  name: string;
  shape: ValueShape | undefined;
}

/** What lists can be narrowed and ordered by. */
export interface Listed {
  fields: readonly FieldInput[];
  identifier: { name: string; type: "uuid" | "sequence" | "given" };
}

interface Reading {
  source: Source;
  schemas: Schemas;
}

/** How things are listed: by the forms that parameters and answers usually have; others are named. */
export function listOf(
  operations: readonly ReadOperation[],
  listed: Listed,
  { source, schemas }: Reading,
): ListInput {
  const [list, ...others] = operations.filter(({ kind }) => kind === "list");
  if (list === undefined) return {};
  const queries = queriesOf(list, { source, schemas });
  for (const other of others) {
    for (const { part, name } of queriesOf(other, { source, schemas }))
      if (!queries.some((query) => query.name === name))
        source.leaveOut(
          part.at,
          `lists of the same things have the same parameters: ${shortened(name)} is left out`,
        );
  }
  const rest = new Set(queries);
  const pages = takePages(rest, source);
  const sort = takeSort(rest, listed, source);
  const filters: z.input<typeof Filter>[] = [];
  for (const query of rest) {
    const filter = isPropertyName(query.name) ? filterOf(query, listed) : undefined;
    if (filter === undefined) {
      source.leaveOut(
        query.part.at,
        `what the parameter ${shortened(query.name)} does can't be known: left out`,
      );
      continue;
    }
    if (query.part.value.required === true)
      source.leaveOut(
        query.part.at,
        `that the parameter ${shortened(query.name)} must be given can't be said`,
      );
    if (query.shape?.preset !== undefined)
      source.leaveOut(
        query.part.at,
        `that the parameter ${shortened(query.name)} has a default can't be said`,
      );
    if (filter.comparison === "one-of" && query.part.value.explode !== false)
      source.leaveOut(
        query.part.at,
        `several values of ${shortened(query.name)} are joined by commas, not given one by one`,
      );
    filters.push(filter);
  }
  const envelope = frameOf(list, pages, { source, schemas });
  const totalHeader = [...(list.headers ?? [])].find((name) => /^x-total(-count)?$/i.test(name));
  const isUsual =
    totalHeader?.toLowerCase() === "x-total-count" && pages !== undefined && envelope === undefined;
  return {
    filters,
    ...(sort !== undefined && { sort }),
    ...(pages !== undefined && { pages }),
    ...(envelope !== undefined && { envelope }),
    ...(totalHeader !== undefined && !isUsual && { totalHeader }),
  };
}

function queriesOf({ route }: ReadOperation, { schemas }: Reading): Query[] {
  return route.parameters
    .filter(({ value }) => value.in === "query")
    .map((part) => ({
      part,
      name: part.value.name,
      shape: schemas.shapeOf({ value: part.value.schema, at: `${part.at}/schema` }),
    }));
}

const sizeNames = /^(limit|page_?size|per_?page|page_?limit|size|max_?results|top|take)$/i;
const positionNames: [Pages["style"], RegExp][] = [
  ["page", /^(page|page_?(number|no|num|index))$/i],
  ["offset", /^(offset|skip|start)$/i],
  ["cursor", /^(cursor|after|page_?token|next_?token|starting_?after|continuation_?token)$/i],
];

/** Size of a page and most of it, where the document says neither. */
const usualSize = 20;
const usualMost = 100;

function takePages(queries: Set<Query>, source: Source): Pages | undefined {
  const named = (pattern: RegExp) => [...queries].find(({ name }) => pattern.test(name));
  const size = named(sizeNames);
  const positions = positionNames.flatMap(([style, pattern]) => {
    const query = named(pattern);
    return query === undefined ? [] : [{ style, query }];
  });
  const [position] = positions;
  if (size === undefined || position === undefined) {
    for (const query of [size, position?.query]) {
      if (query === undefined) continue;
      queries.delete(query);
      const missing = query === size ? "where a page begins" : "how many things a page holds";
      source.leaveOut(
        query.part.at,
        `pages need a parameter for ${missing} as well: ${shortened(query.name)} is left out`,
      );
    }
    return undefined;
  }
  queries.delete(size);
  queries.delete(position.query);
  const { minimum, preset: first } = position.query.shape ?? {};
  if (position.style === "page" && (minimum === 0 || first === 0)) {
    source.leaveOut(position.query.part.at, "pages are counted from 1, not from 0: left out");
    return undefined;
  }
  const { preset, maximum } = size.shape ?? {};
  const most = maximum !== undefined && Number.isSafeInteger(maximum) && maximum > 0 ? maximum : undefined;
  const said = typeof preset === "number" && Number.isSafeInteger(preset) && preset > 0 ? preset : usualSize;
  const defaultSize = Math.min(said, most ?? said);
  return {
    style: position.style,
    sizeParameter: size.name,
    positionParameter: position.query.name,
    defaultSize,
    maximumSize: most ?? Math.max(usualMost, defaultSize),
    aboveMaximum: most === undefined ? "reduce" : "refuse",
  };
}

/** Longest names of the fields that a parameter sorts by. */
const longestNames = 1000;

const sortNames = /^(sort|sort_?by|order_?by|ordering|order|sort_?field)$/i;
const directionNames = /^(order|direction|dir|sort_?(order|dir|direction)|order_?(dir|direction))$/i;

function takeSort(queries: Set<Query>, { fields, identifier }: Listed, source: Source): Sort | undefined {
  const isDirection = ({ name, shape }: Query) =>
    directionNames.test(name) && shape?.values?.every((value) => /^(asc|desc)$/.test(String(value)));
  const direction = [...queries].find(isDirection);
  const query = [...queries].find((one) => sortNames.test(one.name) && one !== direction);
  if (query === undefined) return undefined;
  queries.delete(query);
  const known = new Set([identifier.name, ...fields.map(({ name }) => name)]);
  const values = query.shape?.values?.map(String) ?? [];
  const bare = [...new Set(values.map((value) => value.replace(/^[+-]/, "")))];
  const names = bare.filter((name) => known.has(name));
  if (names.length === 0 || names.join().length > longestNames) {
    source.leaveOut(
      query.part.at,
      `by which fields ${shortened(query.name)} orders is not said as names of fields: left out`,
    );
    return undefined;
  }
  if (names.length < bare.length)
    source.leaveOut(
      query.part.at,
      `${bare
        .filter((name) => !known.has(name))
        .map(shortened)
        .join(", ")}: no field to order by, left out`,
    );
  if (direction !== undefined) queries.delete(direction);
  const preset = typeof query.shape?.preset === "string" ? query.shape.preset : undefined;
  const first = preset?.replace(/^[+-]/, "");
  const isDown = preset?.startsWith("-") === true || direction?.shape?.preset === "desc";
  return {
    parameter: query.name,
    fields: names,
    ...(direction !== undefined && { directionParameter: direction.name }),
    ...(first !== undefined &&
      known.has(first) && {
        default: { field: first, direction: isDown ? ("descending" as const) : ("ascending" as const) },
      }),
  };
}

type FramePart = Exclude<keyof Frame, "items" | "meta">;

const frameNames: [FramePart, RegExp, string][] = [
  ["pageCount", /^(total_?pages|page_?count|pages|last_?page)$/i, "integer"],
  ["total", /^(total|count|total_?(count|items|elements|results|records)|record_?count)$/i, "integer"],
  ["nextCursor", /^(next_?cursor|next_?page_?token|next_?token|cursor|next)$/i, "string"],
  ["page", /^(page|current_?page|page_?(number|no|index))$/i, "integer"],
  ["pageSize", /^(page_?size|per_?page|limit|size)$/i, "integer"],
  ["offset", /^(offset|skip|start)$/i, "integer"],
];

/** The object around a list, with what it tells beside the things. */
function frameOf(
  { view }: ReadOperation,
  pages: Pages | undefined,
  { source, schemas }: Reading,
): Frame | undefined {
  if (view?.within === undefined) return undefined;
  if (!isPropertyName(view.within)) {
    source.leaveOut(view.thing.at, `no frame of a list can have the property ${shortened(view.within)}`);
    return undefined;
  }
  const frame: Frame = { items: view.within };
  // `articlesCount` beside `articles` is their count.
  const bare = (name: string) =>
    name.replace(new RegExp(`^(.+_)?${view.within}_?|_?${view.within}$`, "i"), "$1");
  const take = (entries: ReadonlyMap<string, Part>, isInner: boolean) => {
    for (const [name, part] of entries) {
      const shape = schemas.shapeOf(part);
      const found = frameNames.find(
        ([key, pattern, type]) =>
          frame[key] === undefined &&
          pattern.test(bare(name)) &&
          shape?.types?.[0] === type &&
          shape.format !== "uri" &&
          isPossible(key, pages),
      );
      if (found !== undefined && isPropertyName(name) && (isInner || frame.meta === undefined))
        frame[found[0]] = name;
      else if (
        !isInner &&
        frame.meta === undefined &&
        Object.keys(frame).length === 1 &&
        shape?.properties &&
        isPropertyName(name)
      ) {
        frame.meta = name;
        take(shape.properties, true);
      } else source.leaveOut(part.at, `${shortened(name)} beside a list can't be said: left out`);
    }
  };
  take(view.beside, false);
  if (frame.meta !== undefined && Object.keys(frame).length === 2) delete frame.meta;
  return frame;
}

/** Only pages have what tells of them. */
function isPossible(part: FramePart, pages: Pages | undefined): boolean {
  if (part === "total") return true;
  if (part === "nextCursor") return pages?.style === "cursor";
  return part === "offset"
    ? pages?.style === "offset"
    : pages !== undefined && (part === "pageSize" || pages.style === "page");
}
