import fc from "fast-check";
import { expect, test } from "vitest";
import { blueprint, entity, type FieldInput } from "./blueprints.ts";
import { compile, serve } from "./serving.ts";

const propertyName = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,10}$/);
const words = fc
  .string({ minLength: 1, maxLength: 8, unit: "binary" })
  .filter((text) => text.isWellFormed() && !text.includes("\0"));

/** A kind of field, with values that it takes. */
const kinds: fc.Arbitrary<{ field: Omit<FieldInput, "name">; values: fc.Arbitrary<unknown> }> = fc.oneof(
  fc.constant({ field: { type: "string" as const }, values: words }),
  fc.constant({ field: { type: "string" as const, maxLength: 8, minLength: 1 }, values: words }),
  fc.constant({
    field: { type: "integer" as const, minimum: -5, maximum: 5 },
    values: fc.integer({ min: -5, max: 5 }),
  }),
  fc.constant({
    field: { type: "number" as const },
    values: fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  }),
  fc.constant({ field: { type: "boolean" as const }, values: fc.boolean() }),
  fc.constant({ field: { type: "date" as const }, values: fc.constantFrom("2024-02-29", "1999-12-31") }),
  fc.constant({
    field: { type: "datetime" as const },
    values: fc.constantFrom("2024-02-29T00:00:00Z", "1999-12-31T23:59:59.5-03:00"),
  }),
  fc.constant({
    field: { type: "list" as const, items: { type: "string" as const } },
    values: fc.array(words, { maxLength: 3 }),
  }),
  fc.constant({
    field: { type: "object" as const },
    values: fc.dictionary(
      fc.string({ maxLength: 5 }).filter((key) => key !== "__proto__"),
      fc.oneof(words, fc.integer()),
      { maxKeys: 3 },
    ),
  }),
  fc.uniqueArray(words, { minLength: 1, maxLength: 4 }).map((values) => ({
    field: { type: "choice" as const, values },
    values: fc.constantFrom(...values),
  })),
);

const samples = fc
  .uniqueArray(
    fc.record({
      name: propertyName,
      kind: kinds,
      required: fc.boolean(),
      nullable: fc.boolean(),
      indexed: fc.boolean(),
    }),
    {
      minLength: 1,
      maxLength: 5,
      selector: ({ name }) => name,
    },
  )
  .map((fields) => fields.filter(({ name }) => name !== "id"))
  .filter((fields) => fields.length > 0)
  .chain((fields) =>
    fc.record({
      blueprint: fc.constant(
        blueprint([
          entity(
            "thing",
            "things",
            fields.map(({ name, kind, required, nullable }) => ({ name, required, nullable, ...kind.field })),
            {
              list: {
                filters: fields
                  .filter(
                    ({ indexed, kind }) =>
                      indexed && kind.field.type !== "list" && kind.field.type !== "object",
                  )
                  .map(({ name }) => ({ parameter: name, fields: [name], comparison: "equals" as const })),
                sort: { fields: fields.map(({ name }) => name) },
              },
            },
          ),
        ]),
      ),
      value: fc
        .tuple(...fields.map(({ kind }) => kind.values))
        .map((values) => Object.fromEntries(fields.map(({ name }, at) => [name, values[at]]))),
    }),
  );

test("any blueprint compiles to sound code", async () => {
  await fc.assert(
    fc.asyncProperty(samples, async (sample) => {
      expect((await compile(sample.blueprint)).problems).toEqual([]);
    }),
    { numRuns: 25, seed: 7 },
  );
}, 60_000);

test("what is created reads back the same", async () => {
  await fc.assert(
    fc.asyncProperty(samples, async ({ blueprint: sample, value }) => {
      const service = await serve(sample);
      try {
        const created = await service.call("POST", "/things", value);
        expect(created.status, created.text).toBe(201);
        expect(created.body).toEqual({ id: created.body.id, ...value });
        expect((await service.call("GET", `/things/${created.body.id}`)).text).toBe(created.text);
        expect((await service.call("GET", "/things")).body).toEqual([created.body]);
      } finally {
        await service.stop();
      }
    }),
    { numRuns: 12, seed: 11 },
  );
}, 120_000);
