import type * as z from "zod";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity, OperationKind } from "../../../shared/blueprint/entity.ts";
import type { Field } from "../../../shared/blueprint/field.ts";

export type EntityInput = z.input<typeof Entity>;
export type FieldInput = z.input<typeof Field>;
export type BlueprintInput = z.input<typeof Blueprint>;

const usual: Record<
  z.infer<typeof OperationKind>,
  { method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"; one: boolean; status: number }
> = {
  create: { method: "POST", one: false, status: 201 },
  list: { method: "GET", one: false, status: 200 },
  read: { method: "GET", one: true, status: 200 },
  update: { method: "PATCH", one: true, status: 200 },
  replace: { method: "PUT", one: true, status: 200 },
  delete: { method: "DELETE", one: true, status: 204 },
  clear: { method: "DELETE", one: false, status: 204 },
};

/** Operations in their usual form at a collection's path. */
export function operations(
  collection: string,
  kinds: z.infer<typeof OperationKind>[] = ["create", "list", "read", "update", "replace", "delete", "clear"],
): EntityInput["operations"] {
  return kinds.map((kind) => {
    const { method, one, status } = usual[kind];
    const own = collection === "/" ? "/:id" : `${collection}/:id`;
    const answer = status === 204 ? "nothing" : kind === "list" ? "list" : "entity";
    return { kind, method, path: one ? own : collection, status, answer };
  });
}

export function entity(
  name: string,
  plural: string,
  fields: FieldInput[],
  more: Partial<EntityInput> = {},
): EntityInput {
  return { name, plural, identifier: {}, fields, operations: operations(`/${plural}`), list: {}, ...more };
}

export function blueprint(entities: EntityInput[], more: Partial<BlueprintInput> = {}): BlueprintInput {
  return {
    version: 1,
    service: { name: "sample", title: "Sample", description: "" },
    entities,
    crossOrigin: "none",
    trace: [],
    ...more,
  };
}

export const todos = blueprint(
  [
    entity(
      "todo",
      "todos",
      [
        { name: "title", type: "string", required: true },
        { name: "completed", type: "boolean", default: false },
        { name: "order", type: "integer", omitWhenAbsent: true },
        { name: "url", type: "url", source: "own-url" },
      ],
      { operations: operations("/", ["create", "list", "read", "update", "delete", "clear"]) },
    ),
  ],
  { crossOrigin: "any" },
);

export const shop = blueprint(
  [
    entity(
      "product",
      "products",
      [
        {
          name: "name",
          type: "string",
          required: true,
          trim: true,
          minLength: 1,
          maxLength: 40,
          unique: "ignore-case",
        },
        { name: "price", type: "number", required: true, minimum: 0, multipleOf: 0.01 },
        { name: "stock", type: "integer", default: 0, exclusiveMinimum: -1, maximum: 1000 },
        {
          name: "category",
          type: "choice",
          values: ["tool", 'the "best" `${one}`', "schön"],
          default: "tool",
        },
        { name: "active", type: "boolean", default: true },
        { name: "tags", type: "list", items: { type: "string", maxItems: 3, unique: true }, default: [] },
        { name: "code", type: "string", pattern: "[A-Z]{2}/\\d+", unique: "exact", immutable: true },
        { name: "extra", type: "object", nullable: true },
        { name: "createdAt", type: "datetime", source: "created-at" },
        { name: "updatedAt", type: "datetime", source: "updated-at" },
      ],
      {
        list: {
          filters: [
            { parameter: "category", fields: ["category"], comparison: "one-of" },
            { parameter: "active", fields: ["active"], comparison: "equals" },
            { parameter: "minPrice", fields: ["price"], comparison: "at-least" },
            { parameter: "maxPrice", fields: ["price"], comparison: "at-most" },
            { parameter: "over", fields: ["stock"], comparison: "greater" },
            { parameter: "under", fields: ["stock"], comparison: "less" },
            { parameter: "q", fields: ["name", "code"], comparison: "contains" },
            { parameter: "tag", fields: ["tags"], comparison: "has-element" },
            { parameter: "since", fields: ["createdAt"], comparison: "at-least" },
          ],
          sort: {
            parameter: "sort",
            directionParameter: "direction",
            fields: ["price", "name", "createdAt", "category"],
            default: { field: "price", direction: "descending" },
          },
          pages: {
            style: "page",
            sizeParameter: "per_page",
            positionParameter: "page",
            defaultSize: 2,
            maximumSize: 5,
          },
          envelope: {
            items: "items",
            total: "total",
            page: "page",
            pageSize: "pageSize",
            pageCount: "pageCount",
            offset: "offset",
          },
        },
        unknownProperties: "refuse",
      },
    ),
  ],
  {
    refusals: {
      invalid: 422,
      malformed: 400,
      body: {
        properties: [
          { name: "error", value: { is: "message" } },
          { name: "errors", value: { is: "errors" } },
        ],
      },
    },
  },
);

export const bookings = blueprint([
  entity("room", "rooms", [{ name: "label", type: "string", required: true }], {
    identifier: { type: "sequence" },
    operations: operations("/rooms", ["create", "list", "read", "delete", "clear"]),
  }),
  entity(
    "booking",
    "bookings",
    [
      { name: "roomId", type: "reference", references: "room", required: true },
      { name: "startsAt", type: "datetime", required: true },
      { name: "endsAt", type: "datetime", required: true },
      { name: "from", type: "time" },
      { name: "until", type: "time" },
      { name: "day", type: "date", default: "now" },
      { name: "expires", type: "date", mustBe: "future" },
      { name: "number", type: "integer", source: "sequence" },
    ],
    {
      comparisons: [
        { left: "endsAt", operator: "greater", right: "startsAt" },
        { left: "from", operator: "at-most", right: "until" },
      ],
      uniqueTogether: [{ fields: ["roomId", "startsAt"] }],
      list: {
        filters: [
          { parameter: "from", fields: ["startsAt"], comparison: "at-least" },
          { parameter: "roomId", fields: ["roomId"], comparison: "equals" },
        ],
        sort: { fields: ["startsAt"], default: { field: "startsAt", direction: "ascending" } },
        pages: {
          style: "offset",
          sizeParameter: "limit",
          positionParameter: "offset",
          defaultSize: 10,
          maximumSize: 20,
          aboveMaximum: "reduce",
        },
      },
    },
  ),
]);

export const reviews = blueprint([
  entity("book", "books", [{ name: "title", type: "string", required: true }], {
    identifier: { type: "given", name: "isbn" },
    operations: operations("/books", ["create", "list", "read", "update", "replace", "delete"]),
  }),
  entity(
    "review",
    "reviews",
    [
      {
        name: "bookIsbn",
        type: "reference",
        references: "book",
        required: true,
        onReferencedDelete: "delete",
      },
      { name: "stars", type: "integer", required: true, minimum: 1, maximum: 5 },
      { name: "reviewer", type: "email" },
      { name: "url", type: "url", source: "own-url" },
    ],
    {
      parent: { entity: "book", field: "bookIsbn", parameter: "bookIsbn" },
      operations: operations("/books/:bookIsbn/reviews"),
      list: {
        sort: { fields: ["stars"] },
        pages: {
          style: "cursor",
          sizeParameter: "limit",
          positionParameter: "cursor",
          defaultSize: 2,
          maximumSize: 100,
        },
        envelope: { items: "reviews", nextCursor: "next", total: "total" },
      },
    },
  ),
  entity(
    "note",
    "notes",
    [
      { name: "bookIsbn", type: "reference", references: "book", onReferencedDelete: "clear" },
      { name: "parentId", type: "reference", references: "note" },
      { name: "text", type: "string", required: true },
    ],
    {
      operations: operations("/notes").map((operation) =>
        operation.answer === "entity" ? { ...operation, wrapper: "note" } : operation,
      ),
    },
  ),
]);

const awkward = [
  "order",
  "group",
  "constructor",
  "select",
  "class",
  "default",
  "toString",
  "hasOwnProperty",
  "rowid",
  "Title",
  "title",
  "function",
  "__proto__",
];

/** Names that are words of SQL or JavaScript, or that objects have already. */
export const awkwardNames = blueprint([
  entity(
    "constructor",
    "service",
    awkward.map((name): FieldInput => ({ name, type: "string" })),
    {
      list: {
        filters: awkward
          .slice(0, -1)
          .map((name) => ({ parameter: name, fields: [name], comparison: "equals" as const })),
        sort: { fields: awkward },
      },
    },
  ),
  entity("default", "order", [
    { name: "class", type: "reference", references: "constructor" },
    { name: "select", type: "choice", values: ["*/", "a'b", 'c"d', "`${1}`", "\\", "\u2028ü"] },
  ]),
  entity("sheep", "sheep", [{ name: "name", type: "string", required: true }]),
  entity("promise", "migrations", [{ name: "then", type: "boolean", default: false }]),
]);

/** Routes, statuses and shapes that a requirement may fix in its own way. */
export const unusual = blueprint(
  [
    entity(
      "part",
      "parts",
      [
        { name: "sku", type: "integer", required: true, minimum: 1 },
        { name: "label", type: "string", nullable: true, default: "unnamed" },
        { name: "sizes", type: "list", items: { type: "integer", minItems: 1 } },
        { name: "at", type: "time" },
        { name: "made", type: "datetime" },
        { name: "kept", type: "string", immutable: true },
        { name: "serial", type: "integer", source: "sequence" },
      ],
      {
        identifier: { type: "given", name: "sku" },
        operations: [
          {
            kind: "create",
            method: "PUT",
            path: "/parts/:sku/new",
            status: 299,
            answer: "entity",
            wrapper: "part",
          },
          { kind: "list", method: "GET", path: "/parts", status: 203, answer: "list" },
          {
            kind: "read",
            method: "POST",
            path: "/parts/:sku/read",
            status: 200,
            answer: "entity",
            wrapper: "part",
          },
          { kind: "update", method: "PUT", path: "/parts/:sku", status: 204, answer: "nothing" },
          { kind: "delete", method: "DELETE", path: "/parts/:sku", status: 200, answer: "entity" },
          { kind: "clear", method: "POST", path: "/parts/clear", status: 200, answer: "list" },
        ],
        list: {
          filters: [
            { parameter: "size", fields: ["sizes"], comparison: "has-element" },
            { parameter: "at", fields: ["at"], comparison: "equals" },
            { parameter: "made", fields: ["made"], comparison: "equals" },
            { parameter: "sku", fields: ["sku"], comparison: "one-of" },
            { parameter: "serial", fields: ["serial"], comparison: "greater" },
          ],
          pages: {
            style: "offset",
            sizeParameter: "n",
            positionParameter: "from",
            defaultSize: 2,
            maximumSize: 2,
          },
          envelope: { items: "data", nextCursor: "next", page: "page" },
        },
      },
    ),
    entity(
      "use",
      "uses",
      [
        { name: "part", type: "reference", references: "part", required: true },
        { name: "note", type: "string" },
        { name: "number", type: "integer", source: "sequence" },
      ],
      {
        identifier: { type: "sequence", name: "useId" },
        parent: { entity: "part", field: "part", parameter: "sku" },
        operations: [
          ...operations("/parts/:sku/uses", ["create", "list", "clear"]),
          ...operations("/uses", ["create", "list", "read", "replace"]),
        ],
        list: { envelope: { items: "uses", total: "count", nextCursor: "next" } },
      },
    ),
    entity("anything", "anythings", [{ name: "value", type: "url", trim: true }], {
      operations: operations("/", ["create", "read"]),
    }),
  ],
  {
    refusals: {
      notFound: 410,
      unknownReference: 424,
      conflict: 422,
      stillReferenced: 423,
    },
  },
);

/** Something for each way that a request can be hostile in. */
export const books = blueprint([
  entity(
    "book",
    "books",
    [
      { name: "title", type: "string", required: true },
      { name: "price", type: "number" },
      { name: "pages", type: "integer", minimum: 1 },
      { name: "isbn", type: "string", pattern: "\\d{9}[0-9X]", unique: "exact" },
      { name: "code", type: "string", pattern: "[a-z]+-?[a-z]+", maxLength: 40 },
      { name: "street", type: "string", unique: "ignore-case" },
      { name: "site", type: "url" },
      { name: "mail", type: "email", trim: true },
      { name: "genre", type: "choice", values: ["novel", "essay"], default: "novel" },
      { name: "lent", type: "boolean", default: false },
      { name: "tags", type: "list", items: { type: "string" }, default: [] },
      { name: "extra", type: "object" },
      { name: "day", type: "date" },
      { name: "hour", type: "time" },
      { name: "at", type: "datetime" },
      { name: "createdAt", type: "datetime", source: "created-at" },
    ],
    {
      list: {
        filters: [
          { parameter: "q", fields: ["title", "street"], comparison: "contains" },
          { parameter: "tag", fields: ["tags"], comparison: "has-element" },
          { parameter: "max", fields: ["price"], comparison: "at-most" },
          { parameter: "pages", fields: ["pages"], comparison: "equals" },
          { parameter: "day", fields: ["day"], comparison: "at-most" },
          { parameter: "hour", fields: ["hour"], comparison: "greater" },
          { parameter: "before", fields: ["at"], comparison: "less" },
          { parameter: "since", fields: ["createdAt"], comparison: "at-least" },
          { parameter: "genre", fields: ["genre"], comparison: "one-of" },
          { parameter: "lent", fields: ["lent"], comparison: "equals" },
        ],
        sort: { fields: ["title", "price", "at"], directionParameter: "order" },
        pages: {
          style: "cursor",
          sizeParameter: "limit",
          positionParameter: "after",
          defaultSize: 20,
          maximumSize: 100,
        },
      },
    },
  ),
]);
