import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { carryingSpec, withoutKey } from "../../../shared/compiler/carrying-spec.ts";
import { modelsOf } from "../../../shared/compiler/model.ts";
import { openApiDocument } from "../../../shared/compiler/openapi.ts";
import { newField } from "../../../shared/spec/phrases/field-type.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { newEntity } from "../../../shared/spec/statements/entity.ts";
import { usualOperations } from "../../../shared/spec/usual-routes.ts";
import { blueprintOf, imported, read } from "../../unit/openapi/reading.ts";
import { blueprints } from "../../unit/spec/arbitrary-blueprint.ts";

const runs = Number(process.env.SPEC_RUNS ?? 100);

function documentOf(blueprint: Blueprint): Record<string, unknown> {
  return openApiDocument(blueprint, modelsOf(blueprint));
}

function blueprint(spec: string): Blueprint {
  const found = blueprintOf(spec);
  if (found === undefined) throw new Error(`No spec:\n${spec}`);
  return found;
}

const books = `# Books

Any origin may call.

## Book

- title: text, required, trimmed, at most 80 characters
- isbn: text, required, 13 digits, unique
- late = title is "x"
- Must hold: title is not "y" (422)
`;

const changedSince =
  "/x-aidevos-spec: the spec that the document carries does not count: the document was changed since";

describe("a document of our own", () => {
  test("gives the spec that it was made from, whatever the spec says", () => {
    fc.assert(
      fc.property(blueprints, (any) => {
        // The key's value is withheld, which a test below shows.
        const made = withoutKey(any);
        const document = carryingSpec(documentOf(made), made);
        expect(imported(document)).toEqual({ spec: printSpec(made), unsaid: [] });
      }),
      { numRuns: runs },
    );
  }, 600_000);

  test("gives it also as the service serves it: with its address, and its properties in another order", () => {
    const made = blueprint(books);
    const document = carryingSpec(documentOf(made), made);
    const served = Object.fromEntries(
      Object.entries({ ...document, servers: [{ url: "https://books.example" }] }).reverse(),
    );
    expect(imported(served)).toEqual({ spec: books, unsaid: [] });
  });

  test("is read by what stands in it once somebody has edited it, and says so", () => {
    const made = blueprint(books);
    const document = JSON.stringify(carryingSpec(documentOf(made), made));
    const { spec, unsaid } = imported(document.replaceAll('"maxLength":80', '"maxLength":90'));
    expect(spec).toContain("- title: text, required, at most 90 characters\n");
    expect(unsaid).toContain(changedSince);
  });

  test("does not believe a spec that somebody has put into it", () => {
    const made = blueprint(books);
    const document = JSON.stringify(carryingSpec(documentOf(made), made));
    expect(imported(document.replace("Must hold", "Must not hold")).unsaid).toContain(changedSince);
  });

  test("does not tell the key that calls need, and names it as left out", () => {
    const made = blueprint(
      `${books.replace("Any origin", "Every call needs the header `X-Key` to be `s3cret` (401). Any origin")}`,
    );
    const document = carryingSpec(documentOf(made), made);
    expect(JSON.stringify(document)).not.toContain("s3cret");
    const { spec, unsaid } = imported(document);
    expect(spec).toBe(books);
    expect(unsaid).toEqual([
      "/x-aidevos-spec: the value that the header `X-Key` needs is not told: write `Every call needs the header `X-Key` to be ...`",
    ]);
  });
});

/** Blueprints of which OpenAPI says all. */
const sayable: fc.Arbitrary<Blueprint> = fc
  .record({
    identifier: fc.constantFrom(
      { name: "id", type: "uuid" as const },
      { name: "id", type: "sequence" as const },
      { name: "code", type: "given" as const },
    ),
    fields: fc.uniqueArray(
      fc.tuple(fc.constantFrom("title", "price", "day", "isOpen", "kind", "tags"), sayableField()),
      { selector: ([name]) => name, minLength: 1 },
    ),
    moments: fc.boolean(),
    pages: fc.option(
      fc.record({
        style: fc.constantFrom("page" as const, "offset" as const),
        size: fc.integer({ min: 1, max: 50 }),
        most: fc.integer({ min: 50, max: 200 }),
        frame: fc.boolean(),
      }),
      { nil: undefined },
    ),
    refuses: fc.boolean(),
    review: fc.boolean(),
    invalid: fc.constantFrom(400, 422),
  })
  .map(({ identifier, fields, moments, pages, refuses, review, invalid }) => {
    const book = newEntity("book", "books");
    book.identifier = identifier;
    const key = newField("code", [{ required: true, maxLength: 9 }]);
    book.fields = [
      ...(identifier.type === "given" ? [key] : []),
      ...fields.map(([name, said]) => newField(name, [said])),
      ...(moments ? [newField("createdAt", [{ type: "datetime", source: "created-at" }])] : []),
      ...(moments ? [newField("url", [{ type: "url", source: "own-url" }])] : []),
    ];
    book.operations = usualOperations(book);
    if (refuses) book.unknownProperties = "refuse";
    const scalar = book.fields.find(({ type, source }) => source === "input" && type !== "list");
    if (scalar !== undefined)
      book.list.filters = [{ parameter: scalar.name, fields: [scalar.name], comparison: "equals" }];
    if (pages !== undefined) {
      book.list.pages = {
        style: pages.style,
        sizeParameter: "limit",
        positionParameter: pages.style,
        defaultSize: pages.size,
        maximumSize: pages.most,
        aboveMaximum: "refuse",
      };
      if (pages.frame) book.list.envelope = { items: "items", total: "total" };
    }
    const entities = [book];
    if (review) {
      const one = newEntity("review", "reviews");
      one.fields = [
        newField("bookId", [{ type: "reference", references: "book", required: true }]),
        newField("stars", [{ type: "integer", required: true, minimum: 1, maximum: 5 }]),
      ];
      one.parent = { entity: "book", field: "bookId", parameter: "bookId" };
      one.operations = usualOperations(one).map((operation) =>
        operation.path.includes(":") ? operation : { ...operation, path: `/books/:bookId${operation.path}` },
      );
      entities.push(one);
    }
    return Blueprint.parse({
      version: 1,
      service: { name: "shop", title: "Shop", description: "" },
      entities,
      crossOrigin: "none",
      refusals: { malformed: 400, invalid, unknownReference: invalid },
      trace: [],
    });
  });

function sayableField(): fc.Arbitrary<Partial<Field>> {
  const given = <Model extends object>(
    model: { [Key in keyof Model]: fc.Arbitrary<Model[Key]> },
    type: Field["type"],
  ) => fc.record(model, { requiredKeys: [] }).map((said) => ({ ...said, type }));
  const one: fc.Arbitrary<Partial<Field>> = fc.oneof(
    given(
      {
        minLength: fc.nat(3),
        maxLength: fc.integer({ min: 3, max: 9 }),
        pattern: fc.constantFrom("[a-z]+", "[0-9]{13}", "a|b"),
      },
      "string",
    ),
    given({ minimum: fc.integer({ min: -9, max: 0 }), maximum: fc.integer({ min: 1, max: 9 }) }, "integer"),
    given({ exclusiveMinimum: fc.constantFrom(0, 0.5), multipleOf: fc.constant(0.01) }, "number"),
    fc.constantFrom<Partial<Field>>(
      { type: "boolean" },
      { type: "date" },
      { type: "time" },
      { type: "datetime" },
    ),
    fc.constantFrom<Partial<Field>>({ type: "email" }, { type: "url" }, { type: "uuid" }),
    fc.constantFrom<Partial<Field>>(
      { type: "choice", values: ["low", "high"] },
      { type: "choice", values: ["a b", "or"], default: "or" },
      { type: "list", items: { type: "string", unique: true, minItems: 1, maxLength: 5 } },
      { type: "list", items: { type: "integer", unique: false, minimum: 1 }, default: [1, 2] },
      { type: "boolean", default: false },
      { type: "string", default: "x", nullable: true },
    ),
  );
  return fc
    .tuple(one, fc.boolean(), fc.boolean(), fc.option(fc.constant("In words."), { nil: undefined }))
    .map(([said, required, nullable, description]) => ({
      ...said,
      ...(required && said.default === undefined && { required, nullable }),
      ...(description !== undefined && { description }),
    }));
}

describe("what OpenAPI can say", () => {
  test("is read from the document alone", () => {
    fc.assert(
      fc.property(sayable, (made) => {
        const reading = read(documentOf(made));
        if (reading.outcome === "unread") throw new Error(reading.problems.join("\n"));
        expect(printSpec(reading.blueprint)).toBe(printSpec(made));
        expect(reading.blueprint).toEqual(made);
      }),
      { numRuns: runs },
    );
  }, 600_000);
});
