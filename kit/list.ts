import type * as z from "zod";
import { parse } from "./body.ts";
import type { Call } from "./call.ts";
import { instant } from "./compare.ts";
import { type After, readCursor } from "./cursor.ts";
import { Faults } from "./faults.ts";
import { type Filter, readFilter } from "./filter.ts";
import type { Fragment } from "./fragment.ts";
import { numberOf } from "./query.ts";
import { invalid } from "./refusal.ts";
import type { SqlValue } from "./sql.ts";

export type { Filter } from "./filter.ts";

/** How often one parameter may be given, where each of its values counts. */
const repeatLimit = 20;

/** Most values in a list's conditions: SQLite takes 100 in a statement, some of which are the page's and its cursor's. */
const bindingLimit = 60;

/** What a list is sorted by. */
export interface Order {
  sql: string;
  /** Whether it can be null. Nulls come first, or last when descending. */
  nullable?: boolean;
  descending?: boolean;
  /** Nulls come last, also when it is ascending. */
  emptyLast?: boolean;
}

/** Values of query parameters by their names. */
export type ListInput = Record<string, ListValue | readonly (SqlValue | boolean)[]>;

type ListValue = SqlValue | boolean | undefined;

/** How a collection is listed: what the query parameters mean. */
export interface ListDefinition {
  filters?: Filter[];
  /** What parameters take whose values conditions look at: null where one is not given. */
  inputs?: z.ZodType<ListInput>;
  /** Those of them that are lists: each time that one is given is an element. */
  lists?: readonly string[];
  /** Conditions that must hold when a parameter is given: with its one `value`, or any that `inputs` take. */
  conditions?: {
    parameter: string;
    value?: string;
    holds: (call: Call, input: ListInput) => Fragment;
  }[];
  /** Values of two parameters that must fit together where both are given; `message` says of the first how. */
  together?: {
    left: string;
    operator: TogetherOperator;
    right: string;
    as: "number" | "text" | "moment";
    message: string;
  }[];
  sort?: {
    /** `sort=price`, or `sort=-price` for descending. */
    parameter: string;
    /** A parameter that says `asc` or `desc`. */
    directionParameter?: string;
    by: Record<string, Order>;
    /** Orders that are asked for by a name alone. */
    named?: Record<string, readonly Order[]>;
  };
  /** The keys of the usual order, which equal ones of one that callers choose follow too; in the end, the order of creation. */
  defaultOrder?: Order | readonly Order[];
  pages?: {
    style: "offset" | "page" | "cursor";
    sizeParameter: string;
    positionParameter: string;
    defaultSize: number;
    maximumSize: number;
    aboveMaximum: "refuse" | "reduce";
  };
}

type TogetherOperator = "less" | "at-most" | "greater" | "at-least" | "differs";

/** A list's query, read and checked. */
export interface ListQuery {
  /** SQL conditions, each with its values. */
  conditions: string[];
  bindings: SqlValue[];
  /** What it is sorted by: each key where those before it are equal. */
  order: readonly Order[];
  /** Of equal ones, the one that was made last comes first. */
  isNewestFirst: boolean;
  /** Names the order in cursors. */
  orderName: string;
  /** Rows on a page; infinite when the list has no pages. */
  size: number;
  offset: number;
  /** Number of the page, from 1. */
  page: number;
  /** Where the page begins, when a cursor says so. */
  after?: After | undefined;
}

/**
 * Reads a list's query parameters. Those that the list does not know are ignored.
 *
 * @throws Refusal (invalid) that names all parameters at fault
 */
export function readListQuery(
  given: Record<string, string | string[]>,
  definition: ListDefinition,
  call?: Call,
): ListQuery {
  const parameters = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      name,
      typeof value === "string" ? value : (value[0] ?? ""),
    ]),
  );
  const conditions: string[] = [];
  const bindings: SqlValue[] = [];
  const faults = new Faults();
  const values = new Map<string, ListValue>();
  for (const filter of definition.filters ?? []) {
    faults.gather(() => {
      const text = own(parameters, filter.parameter);
      if (text === undefined) return;
      const repeated = filter.every === true ? given[filter.parameter] : undefined;
      const texts = Array.isArray(repeated) ? [...new Set(repeated)] : [text];
      if (texts.length > repeatLimit) {
        throw invalid(filter.parameter, `must be given at most ${repeatLimit} times`);
      }
      for (const one of texts) {
        const value = readFilter(filter, one);
        values.set(filter.parameter, value);
        conditions.push(`(${filter.sql})`);
        for (const part of filter.sql) if (part === "?") bindings.push(value);
      }
      if (bindings.length > bindingLimit) throw invalid(filter.parameter, "is one condition too many");
    });
  }
  const lists = Object.entries(given).filter(([name]) => definition.lists?.includes(name));
  const taken = { ...parameters, ...Object.fromEntries(lists) };
  const input =
    faults.gather(() => (definition.inputs === undefined ? {} : parse(definition.inputs, taken))) ?? {};
  for (const [name, value] of Object.entries(input)) if (!isList(value)) values.set(name, value);
  for (const rule of definition.together ?? []) {
    const [left, right] = [rule.left, rule.right].map((name) => comparable(values.get(name), rule.as));
    if (left !== undefined && right !== undefined && !isTrue(left, rule.operator, right))
      faults.gather(() => {
        throw invalid(rule.left, rule.message, "range");
      });
  }
  for (const { parameter, value, holds } of faults.isEmpty ? (definition.conditions ?? []) : []) {
    faults.gather(() => {
      const text = own(parameters, parameter);
      const isAsked = value === undefined ? input[parameter] !== null : text !== undefined;
      if (!isAsked || call === undefined) return;
      if (value !== undefined && text !== value) throw invalid(parameter, `must be ${value}`);
      const condition = holds(call, input);
      conditions.push(`(${condition.text})`);
      bindings.push(...condition.bindings);
    });
  }
  const ordered = readOrder(parameters, definition, faults);
  const page = readPage(parameters, definition, ordered, faults);
  if (ordered === undefined || page === undefined || !faults.isEmpty) throw faults.refusal();
  return { conditions, bindings, ...ordered, ...page };
}

function isList(value: ListInput[string]): value is readonly (SqlValue | boolean)[] {
  return Array.isArray(value);
}

/** A value as it is compared: a moment by its milliseconds, a time with its seconds. */
function comparable(value: ListValue, as: "number" | "text" | "moment"): string | number | undefined {
  if (as === "number") return typeof value === "number" ? value : undefined;
  if (as === "moment")
    return typeof value === "number" ? value * 1000 : typeof value === "string" ? instant(value) : undefined;
  if (typeof value !== "string") return undefined;
  return /^\d\d:\d\d$/.test(value) ? `${value}:00` : value;
}

function isTrue(left: string | number, operator: TogetherOperator, right: string | number): boolean {
  switch (operator) {
    case "less":
      return left < right;
    case "at-most":
      return left <= right;
    case "greater":
      return left > right;
    case "at-least":
      return left >= right;
    case "differs":
      return left !== right;
  }
}

/** The query with one more condition, which holds for every row of the list. */
export function narrowed(query: ListQuery, { text, bindings }: Fragment): ListQuery {
  return {
    ...query,
    conditions: [...query.conditions, `(${text})`],
    bindings: [...query.bindings, ...bindings],
  };
}

function own(parameters: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

/** What a list is ordered by, and the order's name in cursors. */
type Ordered = Pick<ListQuery, "order" | "isNewestFirst" | "orderName">;

function orderedBy(order: readonly Order[], orderName: string): Ordered {
  return { order, isNewestFirst: order.at(-1)?.descending === true, orderName };
}

function readOrder(
  parameters: Record<string, string>,
  definition: ListDefinition,
  faults: Faults,
): Ordered | undefined {
  const { sort, defaultOrder = [] } = definition;
  const usual = [defaultOrder].flat();
  if (sort === undefined) return orderedBy(usual, "");
  const { by, named = {}, directionParameter } = sort;
  const text = own(parameters, sort.parameter);
  const name = text?.replace(/^-/, "");
  const isNamed = text !== undefined && Object.hasOwn(named, text);
  const isKnown = faults.gather(() => {
    if (name === undefined || isNamed || Object.hasOwn(by, name)) return true;
    throw invalid(sort.parameter, `must be one of ${[...Object.keys(by), ...Object.keys(named)].join(", ")}`);
  });
  const direction = faults.gather(() => directionOf(parameters, directionParameter));
  if (isKnown === undefined || direction === undefined) return undefined;
  if (isNamed) return { ...orderedBy(usual, `=${text}`), order: named[text] ?? [] };
  if (name === undefined && direction === null) return orderedBy(usual, "");
  const chosen = (name === undefined ? usual[0] : by[name]) ?? { sql: "rowid" };
  const turned = name !== undefined && chosen.descending === true;
  const descending = direction === null ? (text?.startsWith("-") === true) !== turned : direction === "desc";
  const others = usual.filter((key) => key.sql !== chosen.sql);
  const order = [{ ...chosen, descending }, ...others];
  const orderName = `${descending ? "-" : ""}${name ?? ""}`;
  // The usual order may itself be turned round.
  return name === undefined ? orderedBy(order, orderName) : { ...orderedBy(usual, orderName), order };
}

function directionOf(parameters: Record<string, string>, name: string | undefined): "asc" | "desc" | null {
  const direction = name && own(parameters, name);
  if (name === undefined || direction === undefined) return null;
  if (direction === "asc" || direction === "desc") return direction;
  throw invalid(name, "must be asc or desc");
}

function readPage(
  parameters: Record<string, string>,
  { pages }: ListDefinition,
  ordered: Ordered | undefined,
  faults: Faults,
) {
  if (pages === undefined) return { size: Number.POSITIVE_INFINITY, offset: 0, page: 1 };
  const { style, positionParameter } = pages;
  const position = faults.gather(() => {
    if (style === "cursor") return 0;
    const least = style === "page" ? 1 : 0;
    return readCount(parameters, positionParameter, least) ?? least;
  });
  const after = faults.gather(() => {
    const cursor = style === "cursor" ? own(parameters, positionParameter) : undefined;
    // A cursor is one of an order: where that is wrong, no more can be said of it.
    if (cursor === undefined || ordered === undefined) return undefined;
    return readCursor(positionParameter, cursor, ordered);
  });
  const size = faults.gather(() => readSize(parameters, pages));
  if (position === undefined || size === undefined) return undefined;
  // What is beyond what SQLite counts is beyond any list.
  const counted = (offset: number) => Math.min(offset, Number.MAX_SAFE_INTEGER);
  if (style === "page") return { size, offset: counted((position - 1) * size), page: position };
  return { size, offset: counted(position), page: Math.floor(position / size) + 1, after };
}

function readSize(
  parameters: Record<string, string>,
  { sizeParameter, defaultSize, maximumSize, aboveMaximum }: NonNullable<ListDefinition["pages"]>,
): number {
  const asked = readCount(parameters, sizeParameter, 1) ?? defaultSize;
  if (asked <= maximumSize) return asked;
  if (aboveMaximum === "refuse") throw invalid(sizeParameter, `must be at most ${maximumSize}`, "range");
  return maximumSize;
}

function readCount(parameters: Record<string, string>, name: string, least: number): number | undefined {
  const text = own(parameters, name);
  if (text === undefined) return undefined;
  const number = numberOf(text);
  const count = Number.isInteger(number) ? Number(number) : -1;
  if (count < least)
    throw invalid(name, `must be a whole number, at least ${least}`, count < 0 ? undefined : "range");
  return count;
}
