import { describe, expect, test } from "vitest";
import { designAfter } from "../../../shared/design/fit.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import { parseDesign, printDesign } from "../../../shared/design/text.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";

const spec = `# Library

## Book
- isbn: text, required, unique
- title: text, required, unique without case
- shelf: one of low or high
- available = count of its loans where state is open
- Listed by shelf
- \`?title\` is title
- \`?shelf\` is shelf
- \`?sort\` sorts by createdAt, isbn
- createdAt: moment of creation

## Loan
- book: book, required
- due: moment
- days: whole number
- share: number
- double = days * 2
- open = state is open
- late = now > due
- state: state of open or returned
- \`?due\` at least due

## Mark
- word: text
- No routes
`;
const blueprint = blueprintOf(spec);
const read = (design: object) => parseDesign(JSON.stringify(design), blueprint);
const stored = (entity: string, value: string) => read({ stored: [{ entity, value }] });

test("without another, all that is unique, filtered, sorted by or referred to has an index", () => {
  expect(designByRule(blueprint)).toEqual({
    indexes: [
      { entity: "book", by: [{ field: "isbn" }] },
      { entity: "book", by: [{ field: "title", as: "folded" }] },
      { entity: "book", by: [{ field: "title" }, { field: "shelf", as: "order" }] },
      { entity: "book", by: [{ field: "shelf" }, { field: "shelf", as: "order" }] },
      { entity: "book", by: [{ field: "shelf", as: "order" }] },
      { entity: "loan", by: [{ field: "due" }] },
      { entity: "loan", by: [{ field: "book" }] },
    ],
    stored: [],
    caches: [],
  });
});

test("an order of several keys has an index of them, as far as they are stored and can be equal", () => {
  const { indexes } = designByRule(
    blueprintOf(`# Library

## Book
- isbn: text, required, unique
- title: text
- year: number
- shelf: one of low or high
- createdAt: moment of creation
- double = year * 2
- Listed by shelf, -year empty last, createdAt, title
- \`?title\` is title
- \`?sort\` sorts by -year, isbn, double
- \`?sort=new\` sorts by -year, -isbn, title
`),
  );
  const shelf = { field: "shelf", as: "order" };
  expect(indexes.map(({ by }) => by)).toEqual([
    [{ field: "isbn" }],
    [{ field: "title" }, shelf, { field: "year", descending: true }],
    [shelf, { field: "year", descending: true }],
    [{ field: "year" }, { ...shelf, descending: true }],
    [{ field: "year" }, { field: "isbn" }],
  ]);
});

test("reads as it was printed", () => {
  const design = read({
    indexes: [{ entity: "loan", by: [{ field: "book" }, { field: "due", as: "kept", descending: true }] }],
    stored: [
      { entity: "book", value: "count of its loans where open" },
      { entity: "book", value: "sum of double of its loans where state is open and days > 3" },
    ],
    caches: [{ entity: "book" }],
  });
  expect(parseDesign(printDesign(design, blueprint), blueprint)).toEqual(design);
  expect(printDesign(design, blueprint)).toContain(
    '{ "entity": "book", "value": "sum of double of its loans where state is open and days > 3" }',
  );
});

test("what has no cache says nothing of any", () => {
  expect(printDesign(designByRule(blueprint), blueprint)).not.toContain("caches");
});

describe("says what does not fit", () => {
  test.each([
    [
      "an entity that is not there",
      { indexes: [{ entity: "shelf", by: [{ field: "x" }] }] },
      /the spec has no shelf/,
    ],
    [
      "a field that is not there",
      { indexes: [{ entity: "loan", by: [{ field: "x" }] }] },
      /loan has no field x/,
    ],
    [
      "what is worked out",
      { indexes: [{ entity: "loan", by: [{ field: "late" }] }] },
      /late of loan is worked out/,
    ],
    [
      "an order of what is no choice",
      { indexes: [{ entity: "loan", by: [{ field: "days", as: "order" }] }] },
      /days of loan is no choice/,
    ],
    [
      "what is compared with its case",
      { indexes: [{ entity: "book", by: [{ field: "isbn", as: "folded" }] }] },
      /isbn of book is nowhere compared without case/,
    ],
    [
      "the same twice",
      { indexes: [1, 2].map(() => ({ entity: "loan", by: [{ field: "days" }] })) },
      /indexes\[1\]: this stands here twice/,
    ],
    ["another property", { shards: [] }, /Unrecognized key: "shards"/],
    ["a cache of what is not there", { caches: [{ entity: "shelf" }] }, /the spec has no shelf/],
    ["a cache of what is not listed", { caches: [{ entity: "mark" }] }, /caches\[0\]: mark has no list/],
    [
      "the same cache twice",
      { caches: [{ entity: "loan" }, { entity: "loan" }] },
      /caches\[1\]: this stands here twice/,
    ],
  ])("%s", (_what, design, message) => {
    expect(() => read(design)).toThrow(message);
  });

  test.each([
    ["what is no count or sum", "book", "greatest of days of its loans", /only a count or a sum/],
    ["a count of all", "book", "count of all loans", /only what belongs to one book/],
    ["a sum with fractions", "book", "sum of share of its loans", /only a sum of whole numbers/],
    ["what hangs on the time", "book", "count of its loans where late", /hangs on the time or the caller/],
    [
      "what another thing says",
      "book",
      'count of its loans where book.title = "x"',
      /`book.title` is another thing's/,
    ],
    [
      "what the thing around says",
      "book",
      "count of its loans where state is open and due is its createdAt",
      /createdAt/,
    ],
    ["an unknown name", "book", "count of its lons", /`lons` is no thing/],
    ["what can't be read", "book", "count its loans", /stored\[0\]: it can't be read from `its loans` on/],
  ])("%s, when it is to be stored", (_what, entity, value, message) => {
    expect(() => stored(entity, value)).toThrow(message);
  });

  test("a cache of a list that a change answers whose repeats are known", () => {
    const answering =
      "## Pin\n- word: text\n- `GET /pins` lists them\n- `PATCH /pins/{id}` changes one, answers the list";
    const known = "Repeats are known by the header `Idempotency-Key`.";
    const design = JSON.stringify({ caches: [{ entity: "pin" }] });
    const of = (head: string) => blueprintOf(`# Pins\n\n${head}\n\n${answering}\n`);
    expect(() => parseDesign(design, of(known))).toThrow(/read within a transaction/);
    expect(parseDesign(design, of("")).caches).toHaveLength(1);
  });

  test("a text that is no JSON", () => {
    expect(() => parseDesign("{", blueprint)).toThrow(/it is no JSON/);
  });
});

test("stays as it was chosen when the spec changes, where it can, and has what is new by rule", () => {
  const before = blueprintOf(spec.replace("- No routes\n", ""));
  const chosen = {
    indexes: [{ entity: "loan", by: [{ field: "days" }] }],
    stored: [
      { entity: "book", value: "count of its loans where state is open" },
      { entity: "book", value: "sum of days of its loans" },
    ],
    caches: [{ entity: "book" }, { entity: "mark" }],
  };
  const design = parseDesign(JSON.stringify(chosen), before);
  const next = blueprintOf(
    spec
      .replace("- days: whole number\n", "- weeks: whole number\n- `?weeks` is weeks\n")
      .replace("days * 2", "weeks * 2"),
  );
  expect(designAfter({ blueprint: before, design }, next)).toEqual({
    indexes: [{ entity: "loan", by: [{ field: "weeks" }] }],
    stored: design.stored.slice(0, 1),
    caches: [{ entity: "book" }],
  });
  expect(designAfter({ blueprint: before, design }, before)).toEqual(design);
});
