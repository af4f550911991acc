import { describe, expect, test } from "vitest";
import { entity, field, unmet } from "./drafting.ts";

describe("types from words", () => {
  test.each([
    ["A book has a title.", "title", "string"],
    ["A book has a title and a number of pages.", "numberOfPages", "integer"],
    ["A product has a name and a price of at least 0.", "price", "number"],
    ["A product has a name and a quantity.", "quantity", "integer"],
    ["A contact has a name and an email address.", "email", "email"],
    ["A bookmark has a title and a url.", "url", "url"],
    ["A task has a title and a due date.", "dueDate", "date"],
    ["A task has a title and a flag `urgent`.", "urgent", "boolean"],
    ["A post has a title and a yes/no flag pinned.", "pinned", "boolean"],
    ["A post has a title and a list of tags.", "tags", "list"],
    ["A post has a title and zero or more tags.", "tags", "list"],
    ["A film has a title and a rating from 1 to 5.", "rating", "integer"],
    ["A book has a title and an ISBN.", "isbn", "string"],
    ["A post has a title and whether it is published.", "published", "boolean"],
    ["- A post has `title` (string) and `views` (integer).", "views", "integer"],
  ])("%s", (text, name, type) => {
    expect(field(text, name).type).toBe(type);
    expect(unmet(text)).toEqual([]);
  });
});

test("names written as code, in camelCase or in snake_case are kept", () => {
  const { fields } = entity("A task has a `due_date`, a startDate and a first name.");
  expect(fields.map((one) => one.name)).toEqual(["due_date", "startDate", "firstName"]);
});

test("a name in brackets is the property's name", () => {
  expect(field("A task has a title and a due date (`deadline`).", "deadline").type).toBe("date");
});

test.each(["order", "group", "constructor", "select", "default", "class"])(
  "the field %s survives",
  (name) => {
    const text = `A row has a title and a \`${name}\` (text, required).`;
    expect(field(text, name)).toMatchObject({ name, type: "string", required: true });
    expect(unmet(text)).toEqual([]);
  },
);

describe("presence", () => {
  test("what is marked optional is, the rest is required", () => {
    const text = "A book has a title, an author and an optional year.";
    expect(["title", "author", "year"].map((name) => field(text, name).required)).toEqual([
      true,
      true,
      false,
    ]);
  });
  test("where some are marked required, the rest is optional", () => {
    const text = "A book has a title (required), an author and a year.";
    expect(["title", "author"].map((name) => field(text, name).required)).toEqual([true, false]);
  });
  test.each([
    "A book has a title and a year. The year is mandatory.",
    "A book has a title and a year. The year must be given.",
    "A book has a title and a year. The year cannot be omitted.",
  ])("%s", (text) => {
    expect(field(text, "year").required).toBe(true);
    expect(unmet(text)).toEqual([]);
  });
});

describe("defaults", () => {
  test.each([
    ["A task has a title and completed (false at first).", "completed", false],
    ["A task has a title and a status (open, done), initially open.", "status", "open"],
    ["A task has a title and a status of open or done. New tasks are open.", "status", "open"],
    ["A task has a title and a priority (integer, default 3).", "priority", 3],
    ["A book has a title and a quantity. If omitted, the quantity is 1.", "quantity", 1],
    ["- `stock`: integer, defaults to 0\n- `name`: string\n\nThese are the fields of a product.", "stock", 0],
  ])("%s", (text, name, value) => {
    const shown = text.startsWith("-") ? `A product has:\n\n${text.split("\n\n")[0]}` : text;
    expect(field(shown, name).default).toBe(value);
    expect(unmet(shown)).toEqual([]);
  });
});

describe("limits", () => {
  test.each([
    ["A book has a title of at most 100 characters.", "title", { maxLength: 100 }],
    ["A book has a title no longer than 80 characters.", "title", { maxLength: 80 }],
    ["A book has a title (2 to 50 characters).", "title", { minLength: 2, maxLength: 50 }],
    ["A book has a title and a rating between 1 and 5.", "rating", { minimum: 1, maximum: 5 }],
    ["A book has a title and a rating, 1-5.", "rating", { minimum: 1, maximum: 5 }],
    ["A product has a name and a positive price.", "price", { exclusiveMinimum: 0 }],
    ["A product has a name and a non-negative price.", "price", { minimum: 0 }],
    ["A product has a name and a price. The price must not be negative.", "price", { minimum: 0 }],
    ["A product has a name and a price with two decimals.", "price", { multipleOf: 0.01 }],
    [
      "A book has a title and an ISBN of exactly 13 digits.",
      "isbn",
      { minLength: 13, maxLength: 13, pattern: "[0-9]+" },
    ],
    ["A book has a title and a birth date in the past.", "birthDate", { mustBe: "past" }],
    [
      "A book has a title and a birth date. A birth date in the future is refused.",
      "birthDate",
      { mustBe: "past" },
    ],
    ["A book has a title. The title must not be blank.", "title", { pattern: "[\\s\\S]*\\S[\\s\\S]*" }],
    [
      "A tag has a name and a code. The code consists of two capital letters followed by four digits.",
      "code",
      { pattern: "[A-Z]{2}[0-9]{4}" },
    ],
  ])("%s", (text, name, limits) => {
    expect(field(text, name)).toMatchObject(limits);
    expect(unmet(text)).toEqual([]);
  });
});

describe("choices", () => {
  test.each([
    ["A task has a title and a priority of low, normal or high.", "priority", ["low", "normal", "high"]],
    ["A task has a title and a status (open, in progress, done).", "status", ["open", "in progress", "done"]],
    ['A task has a title and a level, one of "low" | "high".', "level", ["low", "high"]],
    ["A task has a title. The `status` is either `open` or `closed`.", "status", ["open", "closed"]],
    ["A task has a title and a size: small / medium / large.", "size", ["small", "medium", "large"]],
    [
      'A task has a title and a mood (one of "don\'t know", "très bien" and "🙂").',
      "mood",
      ["don't know", "très bien", "🙂"],
    ],
  ])("%s", (text, name, values) => {
    expect(field(text, name)).toMatchObject({ type: "choice", values });
    expect(unmet(text)).toEqual([]);
  });
});

describe("uniqueness", () => {
  test.each([
    ["A product has a name and a unique SKU.", "exact"],
    ["A product has a name and an sku. The sku must be unique.", "exact"],
    ["A product has a name and an sku. No two products may share the same sku.", "exact"],
    ["A product has a name and an sku. The sku is unique, ignoring case.", "ignore-case"],
  ])("%s", (text, unique) => {
    expect(field(text, "sku").unique).toBe(unique);
    expect(unmet(text)).toEqual([]);
  });
  test("of a combination", () => {
    const text = "A seat has a row and a number (integer). The combination of row and number must be unique.";
    expect(entity(text).uniqueTogether).toEqual([["row", "number"]]);
  });
});

test("what cannot be changed is immutable", () => {
  const text = "A book has a title and an ISBN. The ISBN cannot be changed after creation.";
  expect(field(text, "isbn").immutable).toBe(true);
  expect(unmet(text)).toEqual([]);
});

test("one field is compared with another", () => {
  const text =
    "A trip has a name, a start date and an end date. The end date must not be before the start date.";
  expect(entity(text).comparisons).toEqual([{ left: "endDate", operator: "at-least", right: "startDate" }]);
});

test("a table of fields", () => {
  const text =
    "## Plants\n\n| field | type | required | default |\n|---|---|---|---|\n| `name` | string | yes | - |\n| `height` | integer | no | 3 |";
  expect(field(text, "name").required).toBe(true);
  expect(field(text, "height")).toMatchObject({ type: "integer", default: 3 });
  expect(unmet(text)).toEqual([]);
});
