import { describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

/** The normal form of a text, or what is wrong with it. */
function normal(text: string): string {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") return reading.problems.map(({ message }) => message).join("\n");
  return printSpec(reading.blueprint);
}

test("a thing in one line is a whole spec, whose title is its plural", () => {
  expect(normal("Books: each has a title (required), an isbn (unique) and a price of at least 0")).toBe(
    "# Books\n\n## Book\n\n- title: text, required\n- isbn: text, unique\n- price: number, at least 0\n",
  );
});

test("several lines and several sentences make several things", () => {
  const text =
    "Menu items: each has a name. Orders: each has an item (menuItem, required).\n\nGuests: each has a name";
  expect(normal(text)).toBe(
    "# Menu items\n\n## Menu item\n\n- name: text\n\n## Order\n\n- item: menuItem, required\n\n## Guest\n\n- name: text\n",
  );
});

test("below a title and beside other statements of the service", () => {
  expect(
    normal("# Library\n\nAny origin may call.\nBooks: each has a title.\n\n## Member\n- name: text"),
  ).toBe("# Library\n\nAny origin may call.\n\n## Book\n\n- title: text\n\n## Member\n\n- name: text\n");
});

describe("fields", () => {
  const cases: [said: string, ...lines: string[]][] = [
    ["a title", "title: text"],
    ["a date of birth (date)", "dateOfBirth: date"],
    ["an optional note", "note: text"],
    ["a required title, a unique isbn", "title: text, required", "isbn: text, unique"],
    ["a name of 1 to 80 characters (required)", "name: text, required, 1 to 80 characters"],
    ["an isbn of 13 digits", "isbn: text, 13 digits"],
    ["a stock of at least 0 (whole number)", "stock: whole number, at least 0"],
    ["a rating (1 to 5)", "rating: number, 1 to 5"],
    ["a flag (yes/no, default no)", "flag: yes/no, default no"],
    [
      "a level (one of low, normal or high, default normal) and a name",
      "level: one of low, normal or high, default normal",
      "name: text",
    ],
    [
      "a name, an e_mail (email, unique), and tags (list of text)",
      "name: text",
      "e_mail: email, unique",
      "tags: list of text",
    ],
    ["brand and android", "brand: text", "android: text"],
    ["an address ({street: text, zip: text})", "address: {street: text; zip: text}"],
  ];
  test.each(cases)("%s", (said, ...lines) => {
    const shown = lines.map((line) => `- ${line}\n`).join("");
    expect(normal(`Things: each has ${said}`)).toBe(`# Things\n\n## Thing\n\n${shown}`);
  });
});

test("what can't be read in it is told as in any statement", () => {
  expect(normal("Books: each has a title (requird)")).toBe(
    "`requird` is neither a type nor a thing of this service.",
  );
  expect(normal("Books: each has an isbn unique")).toBe("`unique` is not understood here.");
  expect(normal("Books: each has a price at least 0")).toBe("`at` is not understood here.");
  expect(normal("Books: each has")).toBe("The statement ends too early.");
  expect(normal("Books: each has an id")).toBe(
    "`id` is both a field and what the service numbers it by (book).",
  );
});

test("an article may stand before a type", () => {
  expect(normal("# A\n\n## Loan\n- dueOn: a date\n- note: a text, required\n")).toBe(
    "# A\n\n## Loan\n\n- dueOn: date\n- note: text, required\n",
  );
});

test.each([
  ["one of new, assigned, fixed or rejected, fixed", 'one of new, assigned, "fixed" or rejected, fixed'],
  ["state of required, hidden, or trimmed", 'state of "required", "hidden" or "trimmed"'],
  ["one of a or b or c", "one of a, b or c"],
])("%s: with an `or`, words of the language are values as well", (said, shown) => {
  expect(normal(`# A\n\n## B\n- c: ${said}\n`)).toBe(`# A\n\n## B\n\n- c: ${shown}\n`);
});

test("values of a choice may do without their `or`, and what is summed up without brackets", () => {
  expect(
    normal("# A\n\n## B\n- c: one of low, high, default low\n- d = sum of 2 * c2 of all bs\n- c2: number\n"),
  ).toBe(
    "# A\n\n## B\n\n- c: one of low or high, default low\n- d = sum of 2 * c2 of all bs\n- c2: number\n",
  );
});

test("a list that shows some things says no status, since it refuses nothing", () => {
  const lists = (ending: string) =>
    normal(`# A\n\n## Book\n\n- open: yes/no\n- \`GET /books\` lists them, only if open${ending}`);
  expect(lists(", shows only open")).toMatch("lists them, only if open, shows only open\n");
  expect(lists(" (409)")).toMatch(/only if open\n$/);
  // What is said is kept.
  expect(lists(" (403)")).toMatch("only if open (403)");
});
