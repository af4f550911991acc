import { expect, test } from "vitest";
import * as z from "zod";
import { type Call, type ListDefinition, numberOf, Refusal, readListQuery, sql, truthOf } from "../index.ts";

const call: Call = {
  now: "2026-05-01T10:00:00.000Z",
  today: "2026-05-01",
  caller: null,
  callerNumber: null,
  base: "https://example.com",
  is: () => false,
  newId: () => "1",
};

const definition: ListDefinition = {
  inputs: z.object({
    least: z.preprocess(numberOf, z.int().min(1).nullable().default(null)),
    done: z.preprocess(truthOf, z.boolean().nullable().default(null)),
    on: z.iso.date().optional(),
  }),
  conditions: [
    { parameter: "least", holds: (_call, input) => sql`"size" >= ${input.least}` },
    { parameter: "done", holds: (_call, input) => sql`"done" IS ${input.done}` },
    { parameter: "on", holds: ({ today }, input) => sql`"on" = ${input.on ?? today}` },
  ],
};

test("a condition holds when its input is given, or has a default", () => {
  const asked = (query: Record<string, string>) => {
    const { conditions, bindings } = readListQuery(query, definition, call);
    return { conditions, bindings };
  };
  expect(asked({})).toEqual({ conditions: ['("on" = ?)'], bindings: ["2026-05-01"] });
  expect(asked({ least: "3", done: "false", on: "2026-01-31" })).toEqual({
    conditions: ['("size" >= ?)', '("done" IS ?)', '("on" = ?)'],
    bindings: [3, 0, "2026-01-31"],
  });
});

test.each([
  ["least", "0"],
  ["least", "2.5"],
  ["least", "0x7"],
  ["least", " "],
  ["done", "1"],
  ["on", "2026-02-30"],
])("what an input does not take is refused: %s=%s", (parameter, text) => {
  const refused = expect.objectContaining({
    kind: "invalid",
    errors: [expect.objectContaining({ field: parameter })],
  });
  expect(() => readListQuery({ [parameter]: text }, definition, call)).toThrow(refused);
});

const pages = {
  style: "page",
  sizeParameter: "size",
  positionParameter: "page",
  defaultSize: 2,
  maximumSize: 9,
  aboveMaximum: "refuse",
} as const;
const ordered: ListDefinition = {
  filters: [{ parameter: "open", sql: '"open" = ?', type: "boolean" }],
  sort: { parameter: "sort", directionParameter: "order", by: { size: { sql: '"size"' } } },
  pages,
};

function namesAtFault(query: Record<string, string>, definition: ListDefinition): string[] {
  try {
    readListQuery(query, definition, call);
    return [];
  } catch (error) {
    return error instanceof Refusal ? error.errors.map(({ field }) => field) : [String(error)];
  }
}

test("every parameter at fault is told, each under its name", () => {
  const wrong = { size: "10", page: "0", order: "up", sort: "weight", open: "no" };
  expect(namesAtFault(wrong, ordered)).toEqual(["open", "sort", "order", "page", "size"]);
  const cursors: ListDefinition = { pages: { ...pages, style: "cursor" } };
  expect(namesAtFault({ page: "x", size: "0" }, cursors)).toEqual(["page", "size"]);
});

test.each([
  ["order", "descending"],
  ["order", "DESC"],
  ["order", ""],
  ["sort", "+size"],
  ["sort", " size"],
  ["sort", "--size"],
  ["open", "1"],
])("what a parameter is not said to take is refused: %s=%s", (parameter, text) => {
  expect(namesAtFault({ [parameter]: text }, ordered)).toEqual([parameter]);
});

test("a direction is asc or desc", () => {
  const orderOf = (query: Record<string, string>) => readListQuery(query, ordered, call).order;
  expect(orderOf({ sort: "size", order: "desc" })).toMatchObject([{ sql: '"size"', descending: true }]);
  expect(orderOf({ sort: "-size", order: "asc" })).toMatchObject([{ sql: '"size"', descending: false }]);
});

test("a page beyond any list is empty, and is told as it was asked for", () => {
  const asked = "9".repeat(25);
  const { page, offset } = readListQuery({ page: asked }, { pages });
  expect([page, offset]).toEqual([Number(asked), Number.MAX_SAFE_INTEGER]);
  expect(namesAtFault({ page: "9".repeat(400) }, { pages })).toEqual(["page"]);
});
