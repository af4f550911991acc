import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Operation } from "../../../shared/blueprint/entity.ts";

/** The usual operations of a collection, as an analyst writes them. */
function usual(collection: string, ...more: Operation["kind"][]): Operation[] {
  const item = `${collection === "/" ? "" : collection}/:id`;
  const operations: Operation[] = [
    { kind: "create", method: "POST", path: collection, status: 201, answer: "entity" },
    { kind: "list", method: "GET", path: collection, status: 200, answer: "list" },
    { kind: "read", method: "GET", path: item, status: 200, answer: "entity" },
    { kind: "update", method: "PATCH", path: item, status: 200, answer: "entity" },
    { kind: "delete", method: "DELETE", path: item, status: 204, answer: "nothing" },
  ];
  if (more.includes("replace"))
    operations.push({ kind: "replace", method: "PUT", path: item, status: 200, answer: "entity" });
  if (more.includes("clear"))
    operations.push({ kind: "clear", method: "DELETE", path: collection, status: 204, answer: "nothing" });
  return operations;
}

function reading(name: string, description: object): Blueprint {
  return Blueprint.parse({
    version: 1,
    service: { name, title: name, description: "" },
    crossOrigin: "none",
    trace: [],
    ...description,
  });
}

/** Each part of the reading as a clause of its own, traced to it: what a test suite must then cover. */
export function tracedByPart(blueprint: Blueprint): {
  blueprint: Blueprint;
  clauses: { id: string; text: string }[];
} {
  const paths = blueprint.entities.flatMap((entity) => {
    const root = `entities/${entity.name}`;
    return [
      root,
      `${root}/identifier`,
      ...(entity.unknownProperties === "refuse" ? [`${root}/unknownProperties`] : []),
      ...entity.fields.map((field) => `${root}/fields/${field.name}`),
      ...entity.operations.map(({ kind }) => `${root}/operations/${kind}`),
      ...entity.list.filters.map(({ parameter }) => `${root}/list/filters/${parameter}`),
      ...(entity.list.sort === undefined ? [] : [`${root}/list/sort`]),
      ...(entity.list.sort?.default === undefined ? [] : [`${root}/list/sort/default`]),
      ...(entity.list.pages === undefined ? [] : [`${root}/list/pages`]),
      ...(entity.list.envelope === undefined ? [] : [`${root}/list/envelope`]),
      ...(entity.uniqueTogether.length === 0 ? [] : [`${root}/uniqueTogether`]),
      ...(entity.comparisons.length === 0 ? [] : [`${root}/comparisons`]),
      ...(entity.parent === undefined ? [] : [`${root}/parent`]),
    ];
  });
  if (blueprint.crossOrigin === "any") paths.push("crossOrigin");
  if (blueprint.refusals.body !== undefined) paths.push("refusals/body");
  const clauses = paths.map((path, index) => ({ id: `c${index + 1}`, text: `Demands ${path}.` }));
  const trace = paths.map((path, index) => ({
    clause: `c${index + 1}`,
    outcome: "met" as const,
    by: [path],
  }));
  return { blueprint: { ...blueprint, trace }, clauses };
}

export const todos = reading("to-dos", {
  crossOrigin: "any",
  entities: [
    {
      name: "todo",
      plural: "todos",
      identifier: {},
      fields: [
        { name: "title", type: "string", required: true },
        { name: "completed", type: "boolean", default: false },
        { name: "order", type: "integer" },
        { name: "url", type: "url", source: "own-url" },
      ],
      operations: usual("/", "clear"),
      list: {},
    },
  ],
});

export const bookshop = reading("bookshop", {
  entities: [
    {
      name: "book",
      plural: "books",
      identifier: { type: "uuid" },
      fields: [
        { name: "title", type: "string", required: true, minLength: 1, maxLength: 200 },
        { name: "author", type: "string", required: true },
        { name: "isbn", type: "string", pattern: "\\d{13}", unique: "exact" },
        { name: "price", type: "number", required: true, minimum: 0 },
        { name: "condition", type: "choice", values: ["new", "good", "worn"], required: true },
        { name: "quantity", type: "integer", minimum: 0, default: 1 },
        { name: "tags", type: "list", items: { type: "string", unique: true, maxItems: 5 } },
        { name: "createdAt", type: "datetime", source: "created-at" },
        { name: "updatedAt", type: "datetime", source: "updated-at" },
      ],
      operations: usual("/books", "replace"),
      list: {
        filters: [
          { parameter: "condition", fields: ["condition"], comparison: "one-of" },
          { parameter: "author", fields: ["author"], comparison: "equals" },
          { parameter: "minPrice", fields: ["price"], comparison: "at-least" },
          { parameter: "below", fields: ["price"], comparison: "less" },
          { parameter: "tag", fields: ["tags"], comparison: "has-element" },
          { parameter: "q", fields: ["title", "author"], comparison: "contains" },
        ],
        sort: {
          parameter: "sort",
          fields: ["price", "title"],
          default: { field: "createdAt", direction: "descending" },
        },
        pages: {
          style: "offset",
          sizeParameter: "limit",
          positionParameter: "offset",
          defaultSize: 20,
          maximumSize: 100,
        },
        envelope: { items: "items", total: "total" },
      },
    },
  ],
});

export const instruments = reading("instruments", {
  refusals: { invalid: 422 },
  entities: [
    {
      name: "instrument",
      plural: "instruments",
      identifier: { name: "assetTag", type: "given" },
      fields: [
        { name: "assetTag", type: "string", required: true, immutable: true, pattern: "[A-Z]{2}\\d{4}" },
        { name: "name", type: "string", required: true, minLength: 1, trim: true },
        { name: "serialNumber", type: "string", required: true, unique: "ignore-case", immutable: true },
        { name: "calibratedOn", type: "date", mustBe: "past", nullable: true },
      ],
      operations: usual("/instruments", "replace"),
      list: {
        sort: { fields: ["name"], default: { field: "name", direction: "ascending" } },
        pages: {
          style: "cursor",
          sizeParameter: "limit",
          positionParameter: "cursor",
          defaultSize: 10,
          maximumSize: 50,
          aboveMaximum: "reduce",
        },
        envelope: { items: "instruments", nextCursor: "nextCursor" },
      },
      unknownProperties: "refuse",
    },
  ],
});

export const permits = reading("permits", {
  refusals: { invalid: 422, body: { properties: [{ name: "error", value: { is: "message" } }] } },
  entities: [
    {
      name: "permit",
      plural: "permits",
      identifier: { type: "sequence" },
      fields: [
        { name: "plate", type: "string", required: true, minLength: 2, maxLength: 10, immutable: true },
        { name: "zone", type: "choice", values: ["A", "B", `it's "C" \`\${x}\``], required: true },
        { name: "validFrom", type: "date", required: true },
        { name: "validTo", type: "date", required: true },
      ],
      operations: usual("/permits").map((operation) =>
        operation.answer === "entity" ? { ...operation, wrapper: "permit" } : operation,
      ),
      list: {
        filters: [{ parameter: "zone", fields: ["zone"], comparison: "equals" }],
        sort: { parameter: "sort", directionParameter: "order", fields: ["plate", "validTo"] },
        pages: {
          style: "page",
          sizeParameter: "pageSize",
          positionParameter: "page",
          defaultSize: 25,
          maximumSize: 100,
        },
        envelope: {
          items: "permits",
          total: "total",
          page: "page",
          pageSize: "pageSize",
          pageCount: "pages",
        },
      },
      uniqueTogether: [{ fields: ["plate", "zone"] }],
      comparisons: [{ left: "validTo", operator: "at-least", right: "validFrom" }],
    },
  ],
});

export const courses = reading("courses", {
  entities: [
    {
      name: "course",
      plural: "courses",
      identifier: {},
      fields: [{ name: "code", type: "string", required: true, unique: "exact" }],
      operations: usual("/courses"),
      list: {},
    },
    {
      name: "review",
      plural: "reviews",
      identifier: {},
      fields: [
        {
          name: "courseId",
          type: "reference",
          references: "course",
          required: true,
          onReferencedDelete: "delete",
        },
        { name: "email", type: "email", required: true },
        { name: "rating", type: "integer", required: true, minimum: 1, maximum: 5 },
      ],
      operations: usual("/courses/:courseId/reviews").filter(({ kind }) => kind !== "update"),
      list: {
        filters: [
          { parameter: "rating", fields: ["rating"], comparison: "equals" },
          { parameter: "minRating", fields: ["rating"], comparison: "at-least" },
        ],
      },
      uniqueTogether: [{ fields: ["courseId", "email"] }],
      parent: { entity: "course", field: "courseId", parameter: "courseId" },
    },
  ],
});

export const grid = reading("grid", {
  entities: [
    {
      name: "constructor",
      plural: "constructors",
      identifier: {},
      fields: [
        { name: "default", type: "boolean", default: false },
        { name: "__proto__", type: "string", required: true, unique: "exact" },
        { name: "constructor", type: "string", required: true },
      ],
      operations: usual("/constructors"),
      list: { filters: [{ parameter: "constructor", fields: ["constructor"], comparison: "equals" }] },
    },
    {
      name: "order",
      plural: "orders",
      identifier: {},
      fields: [
        {
          name: "class",
          type: "reference",
          references: "constructor",
          required: true,
          onReferencedDelete: "refuse",
        },
        { name: "group", type: "reference", references: "constructor", onReferencedDelete: "clear" },
        { name: "order", type: "integer", required: true, unique: "exact", minimum: 1, maximum: 500 },
        { name: "select", type: "choice", values: ["pre-war", "don't know"], default: "don't know" },
      ],
      operations: usual("/orders", "clear"),
      list: {
        filters: [{ parameter: "group", fields: ["group"], comparison: "equals" }],
        sort: { fields: ["order"], default: { field: "order", direction: "ascending" } },
      },
    },
  ],
});

export const readings = { todos, bookshop, instruments, permits, courses, grid };
