import * as z from "zod";
import { canonicalJson } from "../digest.ts";
import { Action } from "./action.ts";
import { Expression, joinedBy } from "./expression.ts";
import { Field, PropertyName } from "./field.ts";
import { Lapse } from "./lapse.ts";
import { ParameterName } from "./property-name.ts";
import { Guard, Permission, Refusal } from "./refusal.ts";
import { Repeats } from "./repeats.ts";
import { Method, RoutePath, Status } from "./route.ts";
import { HandRule, Limit, NoOverlap, Rule, UniqueTogether } from "./rules.ts";
import { SentHeaders } from "./sent-header.ts";
import { Versions } from "./versions.ts";

export const OperationKind = z.enum(["create", "list", "read", "update", "replace", "delete", "clear"]);
export type OperationKind = z.infer<typeof OperationKind>;

/**
 * One route of an entity. A `create` and a `replace` may share one, whose path names a given identifier: then it
 * creates what is not there yet and replaces what is. `update` is partial (PATCH unless the text says otherwise),
 * `clear` deletes all of a list.
 */
export const Operation = z.strictObject({
  kind: OperationKind,
  method: Method,
  path: RoutePath,
  /** Status of success. */
  status: Status,
  /** What the answer's body is: the entity, the list (as `List.envelope` shapes it), or nothing. */
  answer: z.enum(["entity", "list", "nothing"]),
  /** Property that wraps the entity in the answer, as in `{ "book": { … } }`. */
  wrapper: PropertyName.optional(),
  /** Property in which a body may come wrapped, as in `{ "book": { … } }`; a bare one is taken as well. */
  bodyWrapper: PropertyName.optional(),
  /** Of a delete that answers nothing: what is not there counts as deleted instead of being refused. */
  absent: z.literal("succeed").optional(),
  /** Of an update: a body without any field that it may change is invalid, or refused so. */
  atLeastOne: z.union([z.literal(true), Refusal.omit({ with: true })]).optional(),
  by: Permission.optional(),
  /** It needs no key, no caller and no role, though other calls do. */
  byAnyone: z.literal(true).optional(),
  /** Judged on the thing as it stands before the change; of a create, on the new thing. */
  guards: z.array(Guard).min(1).optional(),
  /** The only fields that the answer shows. */
  shows: z.array(PropertyName).optional(),
  /**
   * Sent with the answer: about the thing as it then is, of a delete as it was. Those of a list and a clear are about no
   * one thing.
   */
  headers: SentHeaders,
});
export type Operation = z.infer<typeof Operation>;

/** A query parameter that narrows the list. */
export const Filter = z.strictObject({
  parameter: ParameterName,
  /** Fields compared; none where a condition decides. */
  fields: z.array(PropertyName),
  /** Of `condition`: what asks for it, and what must then be true. */
  when: z
    .union([
      z.strictObject({ value: z.string().min(1), condition: Expression }),
      /** Any value that the input takes, which has the parameter's name; the condition names it as an action's does. */
      z.strictObject({ input: Field, condition: Expression }),
    ])
    .optional(),
  comparison: z.enum([
    "equals",
    "at-least",
    "at-most",
    "greater",
    "less",
    /** Case-insensitive substring of any of the fields. */
    "contains",
    /** Case-insensitive beginning of the field. */
    "starts-with",
    /** The list field has this element. */
    "has-element",
    /** Any of several comma-separated values. */
    "one-of",
    /** With what `when` asks for, only things for which its condition is true. */
    "condition",
  ]),
});
export type Filter = z.infer<typeof Filter>;

/** A field that a list is ordered by. Empty values come first, or last when descending, or with `emptyLast`. */
export const SortKey = z.strictObject({
  field: PropertyName,
  direction: z.enum(["ascending", "descending"]),
  emptyLast: z.literal(true).optional(),
});
export type SortKey = z.infer<typeof SortKey>;

/** Most keys of one order. */
export const mostKeys = 4;
const SortKeys = z.array(SortKey).min(1).max(mostKeys);

const Comparison = z.strictObject({
  left: ParameterName,
  operator: z.enum(["less", "at-most", "greater", "at-least", "differs"]),
  right: ParameterName,
});

/** How a collection is listed. */
export const List = z.strictObject({
  filters: z.array(Filter).default([]),
  /** Comparisons between the values of two parameters, where both are given. */
  comparisons: z.array(Comparison).min(1).optional(),
  sort: z
    .strictObject({
      /** Query parameter: `sort=price`, `sort=-price`; with `directionParameter`, also `order=desc`. */
      parameter: ParameterName.default("sort"),
      directionParameter: ParameterName.optional(),
      fields: z.array(PropertyName),
      /** Those of `fields` that run downwards when asked for by name alone; a minus turns them round. */
      descending: z.array(PropertyName).optional(),
      /** Those of `fields` whose empty values come last. */
      emptyLast: z.array(PropertyName).optional(),
      /** Orders that the parameter names: `sort=quickest`. */
      named: z
        .array(z.strictObject({ name: z.string().min(1), keys: SortKeys }))
        .min(1)
        .optional(),
      /**
       * The order that nobody asks for, its further keys under `next`; equal ones of another order follow it too. What
       * is equal in all of them is in order of creation, in the direction of the last.
       */
      default: SortKey.extend({ next: SortKeys.optional() }).optional(),
    })
    .optional(),
  pages: z
    .strictObject({
      /** `offset`: limit and offset; `page`: page number and size; `cursor`: limit and an opaque cursor. */
      style: z.enum(["offset", "page", "cursor"]),
      sizeParameter: ParameterName,
      positionParameter: ParameterName,
      defaultSize: z.int().positive(),
      maximumSize: z.int().positive(),
      /** What a size above the maximum does. */
      aboveMaximum: z.enum(["refuse", "reduce"]).default("refuse"),
    })
    .optional(),
  /** A bare array, or an object that holds the array under `items` and more properties as named. */
  envelope: z
    .strictObject({
      items: PropertyName,
      total: PropertyName.optional(),
      nextCursor: PropertyName.optional(),
      page: PropertyName.optional(),
      pageSize: PropertyName.optional(),
      offset: PropertyName.optional(),
      pageCount: PropertyName.optional(),
      /** Property whose object holds all of these but the array, as in `{ "data": […], "meta": { "total": 3 } }`. */
      meta: PropertyName.optional(),
    })
    .optional(),
  /** Header that holds the number of things on all pages. */
  totalHeader: z.string().optional(),
});
export type List = z.infer<typeof List>;

/** The parameters of a list that have a type of their own. */
export function inputsOf({ filters }: Pick<List, "filters">): Field[] {
  return filters.flatMap(({ when }) => (when !== undefined && "input" in when ? [when.input] : []));
}

/** The keys of the order that nobody asks for; none: in order of creation. */
export function usualOrder({ sort }: Pick<List, "sort">): SortKey[] {
  if (sort?.default === undefined) return [];
  const { next = [], ...first } = sort.default;
  return [first, ...next];
}

/** An order's keys with those of the usual order behind them, which what is equal in the first ones follows. */
export function withUsual(list: Pick<List, "sort">, keys: readonly SortKey[]): SortKey[] {
  const named = new Set(keys.map(({ field }) => field));
  return [...keys, ...usualOrder(list).filter(({ field }) => !named.has(field))];
}

/** One of the fields that callers sort by, as it is when asked for by name alone. */
export function chosenKey(
  { descending, emptyLast }: Pick<NonNullable<List["sort"]>, "descending" | "emptyLast">,
  field: string,
): SortKey {
  return {
    field,
    direction: descending?.includes(field) === true ? "descending" : "ascending",
    ...(emptyLast?.includes(field) === true && { emptyLast: true }),
  };
}

/** One kind of thing that the service keeps. */
export const Entity = z.strictObject({
  /** Singular, camelCase: `menuItem`. Unique in the blueprint. */
  name: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  /** Plural, camelCase: `menuItems`. */
  plural: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  description: z.string().optional(),
  identifier: z.strictObject({
    name: PropertyName.default("id"),
    /** `sequence`: integers from 1; `given`: the caller's own value of the field named `name`. */
    type: z.enum(["uuid", "sequence", "given"]).default("uuid"),
  }),
  fields: z.array(Field),
  operations: z.array(Operation),
  list: List,
  /** Combinations of fields that no two entities share. Single fields use `Field.unique`. */
  uniqueTogether: z.array(UniqueTogether).default([]),
  rules: z.array(Rule).default([]),
  handRules: z.array(HandRule).min(1).optional(),
  limits: z.array(Limit).default([]),
  noOverlaps: z.array(NoOverlap).default([]),
  /** What happens to its things by itself. */
  lapses: z.array(Lapse).min(1).optional(),
  /** How a thing that is not there is refused, where not as `refusals.notFound` says of all. */
  notFound: Refusal.omit({ with: true }).optional(),
  /** Who sees a thing at all; for others it is not there. */
  seenBy: Permission.optional(),
  /** What must be true of a thing for the caller to see it, instead of `seenBy`. */
  seenWhere: Guard.optional(),
  /** Routes of the entity's own beside its operations. */
  actions: z.array(Action).default([]),
  /** Comparisons between two fields of one entity, as in "the end date is after the start date". */
  comparisons: z.array(Comparison).default([]),
  /**
   * Routes nested under another entity's, as in `/books/:bookId/reviews`: the path's `parameter` is the value of the
   * reference `field`, a create takes it from there, a list shows only those, and an unknown parent is not found.
   */
  parent: z.strictObject({ entity: z.string(), field: PropertyName, parameter: PropertyName }).optional(),
  /** Properties that no field names: `refuse` answers with the validation status, `ignore` drops them. */
  unknownProperties: z.enum(["refuse", "ignore"]).default("ignore"),
  /**
   * What callers give for the identifier or a field that the service sets, in creates and changes: `refuse` answers with
   * the validation status, even for the value that it has. Without it, it is ignored.
   */
  setByService: z.literal("refuse").optional(),
  /** How repeats of its calls are known, where an action says no other way. */
  repeats: Repeats.optional(),
  /** Changes of a thing have to say of which version of it they are. */
  versions: Versions.optional(),
});
export type Entity = z.infer<typeof Entity>;

/** The object that a list stands in, as far as there is one: its frame, or what its route wraps it in. */
export function listFrameOf({ list, operations }: Pick<Entity, "list" | "operations">): List["envelope"] {
  const wrapper = operations.find(({ kind }) => kind === "list")?.wrapper;
  return list.envelope ?? (wrapper === undefined ? undefined : { items: wrapper });
}

/** What is true of a thing that the caller sees, as an expression about it; undefined where every caller sees it. */
export function seenCondition({
  seenBy,
  seenWhere,
}: Pick<Entity, "seenBy" | "seenWhere">): Expression | undefined {
  return seenWhere?.condition ?? (seenBy && permissionCondition(seenBy));
}

/** What is true of a thing for callers who may, as an expression about it. */
export function permissionCondition({ roles, owner, caller }: Omit<Permission, "refusal">): Expression {
  const isNamed: Expression = {
    kind: "binary",
    operator: "!=",
    left: { kind: "caller" },
    right: { kind: "literal", value: null },
  };
  const ways: Expression[] = roles.map((role) => ({ kind: "role", role }));
  if (owner !== undefined) {
    const left: Expression = { kind: "path", scope: "own", names: [owner] };
    const isOwner: Expression = { kind: "binary", operator: "=", left, right: { kind: "caller" } };
    ways.push({ kind: "binary", operator: "and", left: isNamed, right: isOwner });
  }
  if (caller) ways.push(isNamed);
  const [first = { kind: "literal", value: false }, ...more] = ways;
  return more.reduce(
    (left: Expression, right): Expression => ({ kind: "binary", operator: "or", left, right }),
    first,
  );
}

/** The permission that is true in a condition, where that says who may and nothing else. */
export function permissionIn(condition: Expression): Omit<Permission, "refusal"> | undefined {
  const ways = joinedBy("or", condition);
  const roles = ways.flatMap((way) => (way.kind === "role" ? [way.role] : []));
  const [owner] = ways.flatMap((way) =>
    way.kind === "binary" && way.right.kind === "binary" && way.right.left.kind === "path"
      ? way.right.left.names
      : [],
  );
  const isCaller = ways.some((way) => way.kind === "binary" && way.operator === "!=");
  if (roles.length === 0 && owner === undefined && !isCaller) return undefined;
  const permission = {
    roles,
    ...(owner !== undefined && { owner }),
    ...(isCaller && { caller: true as const }),
  };
  return canonicalJson(permissionCondition(permission)) === canonicalJson(condition) ? permission : undefined;
}
