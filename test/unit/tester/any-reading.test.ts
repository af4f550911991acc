import fc from "fast-check";
import { expect, test } from "vitest";
import { checkTypes } from "../../../lambdas/verify/type-check.ts";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { loadToolbox } from "../../integration/compiler/serving.ts";
import { tracedByPart } from "./readings.ts";
import { runSuite } from "./run-suite.ts";

const limits = fc.record({
  least: fc.integer({ min: -20, max: 20 }),
  width: fc.integer({ min: 30, max: 500 }),
});

/** A field's type with limits, as an analyst may read it. */
const kinds: fc.Arbitrary<object> = fc.oneof(
  fc.constant({ type: "string" }),
  fc
    .record({ minLength: fc.integer({ min: 1, max: 9 }), longer: fc.integer({ min: 3, max: 90 }) })
    .map(({ minLength, longer }) => ({ type: "string", minLength, maxLength: minLength + longer })),
  fc
    .constantFrom("[A-Z]{3}-\\d{4}", "\\d{9}", "[a-z]+[0-9]{3,5}")
    .map((pattern) => ({ type: "string", pattern })),
  limits.map(({ least, width }) => ({ type: "integer", minimum: least, maximum: least + width })),
  limits.map(({ least }) => ({ type: "number", exclusiveMinimum: least, multipleOf: 0.01 })),
  fc.constantFrom("boolean", "date", "time", "datetime", "email", "url", "uuid").map((type) => ({ type })),
  fc.constantFrom("past", "future").map((mustBe) => ({ type: "date", mustBe })),
  fc
    .uniqueArray(
      fc.string({ minLength: 1, maxLength: 9 }).filter((text) => text.trim() === text && !text.includes(",")),
      {
        minLength: 2,
        maxLength: 4,
      },
    )
    .map((values) => ({ type: "choice", values })),
  fc.record({ type: fc.constantFrom("string", "integer"), unique: fc.boolean() }).map((items) => ({
    type: "list",
    items: { ...items, maxItems: 4 },
  })),
);

const manners: fc.Arbitrary<object> = fc.oneof(
  fc.constant({}),
  fc.constant({ required: true }),
  fc.constant({ required: true, immutable: true }),
  fc.constant({ nullable: true }),
  fc.constant({ omitWhenAbsent: true }),
);

const names = ["title", "order", "constructor", "due_date", "isOpen", "x"];

const readings = fc
  .record({
    kinds: fc.array(kinds, { minLength: 1, maxLength: 6 }),
    manners: fc.array(manners, { minLength: 6, maxLength: 6 }),
    unique: fc.boolean(),
    identifier: fc.constantFrom("uuid", "sequence"),
    pages: fc.constantFrom("offset", "page", "cursor", undefined),
    newestFirst: fc.boolean(),
  })
  .map(({ kinds: types, manners: hows, unique, identifier, pages, newestFirst }) => {
    const fields = types.map((kind, index) => ({ name: names[index] ?? "y", ...kind, ...hows[index] }));
    const isPlain = (field: object) =>
      "type" in field && !["list", "boolean", "choice"].includes(String(field.type));
    const first = fields.find(isPlain);
    if (unique && first !== undefined) Object.assign(first, { unique: "exact" });
    const compared = fields.filter(isPlain).map(({ name }) => name);
    return Blueprint.parse({
      version: 1,
      service: { name: "any", title: "Any", description: "" },
      crossOrigin: "none",
      trace: [],
      entities: [
        {
          name: "thing",
          plural: "things",
          identifier: { type: identifier },
          fields: [...fields, { name: "madeAt", type: "datetime", source: "created-at" }],
          operations: [
            { kind: "create", method: "POST", path: "/things", status: 201, answer: "entity" },
            { kind: "list", method: "GET", path: "/things", status: 200, answer: "list" },
            { kind: "read", method: "GET", path: "/things/:id", status: 200, answer: "entity" },
            { kind: "update", method: "PATCH", path: "/things/:id", status: 200, answer: "entity" },
            { kind: "replace", method: "PUT", path: "/things/:id", status: 200, answer: "entity" },
            { kind: "delete", method: "DELETE", path: "/things/:id", status: 204, answer: "nothing" },
          ],
          list: {
            filters: [
              ...compared.map((name) => ({ parameter: name, fields: [name], comparison: "equals" })),
              ...compared.map((name) => ({
                parameter: `min_${name}`,
                fields: [name],
                comparison: "at-least",
              })),
            ],
            sort: {
              fields: compared,
              ...(newestFirst ? { default: { field: "madeAt", direction: "descending" } } : {}),
            },
            ...(pages === undefined
              ? {}
              : {
                  pages: {
                    style: pages,
                    sizeParameter: "size",
                    positionParameter: "at",
                    defaultSize: 6,
                    maximumSize: 12,
                  },
                }),
            ...(pages === undefined
              ? {}
              : { envelope: { items: "things", total: "total", nextCursor: "next" } }),
          },
        },
      ],
    });
  });

test("any reading gives tests that are sound, and that a service made from it passes", async () => {
  await fc.assert(
    fc.asyncProperty(readings, async (reading) => {
      const { blueprint, clauses } = tracedByPart(reading);
      const { files, covers } = writeTestsOfReading(blueprint, clauses);
      expect(checkTypes({ files, toolbox: await loadToolbox() })).toEqual([]);
      expect(covers).toHaveLength(clauses.length);
      const results = await runSuite(files, blueprint);
      expect([...results].filter(([, failure]) => failure !== null)).toEqual([]);
    }),
    { numRuns: Number(process.env.RUNS ?? 6), seed: Number(process.env.SEED ?? 3) },
  );
}, 600_000);
