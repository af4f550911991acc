import { expect, test } from "vitest";
import * as z from "zod";
import { type Call, type ListDefinition, numberOf, readListQuery, sql, truthOf } from "../index.ts";

const call: Call = {
  now: "2026-05-01T10:00:00.000Z",
  today: "2026-05-01",
  caller: null,
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
