import { describe, expect, test } from "vitest";
import { draft, entity, field, unmet } from "./drafting.ts";

const names = (text: string, name?: string) => entity(text, name).fields.map((one) => one.name);

describe("weak evidence makes no field", () => {
  test.each([
    ["A piece has a title and a composer, although nobody knows who wrote some.", ["title", "composer"]],
    ["A piece has a title and a composer, however folk songs have none.", ["title", "composer"]],
    [
      "A song has a title and the voices: a list such as alto, tenor, bass, or whatever else.",
      ["title", "voices"],
    ],
    ["A wine has a name, a region such as Rioja, Mosel or Douro, and a year.", ["name", "region", "year"]],
    ["A bike has a number, a brand like Gazelle, Batavus or Trek, and a size.", ["number", "brand", "size"]],
    ["A book has details such as title, author and year.", ["title", "author", "year"]],
    ["For our songs I need a small service. A song has a title and a length.", ["title", "length"]],
    ["Garden plots - stories for the first sprint\n\nA plot has a name and a size.", ["name", "size"]],
  ])("%s", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  test("a text's length is no part of its name", () => {
    expect(field("A review has a text of up to 500 characters.", "text")).toMatchObject({ maxLength: 500 });
  });
});

describe("examples are not all there is to choose", () => {
  test.each([
    'A plot has a name and a zone, for example "north" or "south".',
    "A plot has a name and a zone, e.g. north, south or east.",
    "A plot has a name and a zone such as north or south.",
    "A plot has a name and a zone like north, south or west.",
    "A plot has a name and a zone. The zone is, for instance, north or south.",
  ])("%s", (text) => {
    expect(field(text, "zone").type).toBe("string");
  });

  test.each([
    "A plot has a name and a zone, which is one of north, south and east.",
    "A plot has a name and a zone: north, south or east.",
    'A plot has a name. Zone: "north" -> "south" -> "east". The zone is one of "north", "south" and "east".',
  ])("but a closed list is: %s", (text) => {
    expect(field(text, "zone")).toMatchObject({ type: "choice", values: ["north", "south", "east"] });
  });

  test("fields and pointing words are no values", () => {
    const text =
      "A piece has a title and a level, which is easy or hard. By title, I'd like to see those of one level, or those I know.";
    expect(field(text, "title").type).toBe("string");
    expect(field(text, "level")).toMatchObject({ type: "choice", values: ["easy", "hard"] });
  });
});

describe("words of letters and registers", () => {
  test("what every one is given is a field", () => {
    expect(
      field("A piece has a title. I'd like to give each piece a level, which is easy or hard.", "level"),
    ).toMatchObject({ type: "choice", values: ["easy", "hard"] });
  });

  test("a list that holds at least one is required", () => {
    expect(field("A song has a title and voices, at least one.", "voices")).toMatchObject({ required: true });
  });

  test("the latter is the field named last", () => {
    const text =
      'It is about vases. A vase has a title. It may have a maker and a value ("worth"), the latter being an amount of money that is not negative.';
    expect(names(text)).toEqual(["title", "maker", "worth"]);
    expect(field(text, "worth")).toMatchObject({ type: "number", minimum: 0, required: false });
  });

  test("what is deemed in the absence of an indication is the default", () => {
    const text =
      'A vase has a title. Its state shall be one of "good" and "poor". In the absence of any indication it shall be deemed to be "good".';
    expect(field(text, "state")).toMatchObject({ default: "good" });
  });

  test("when something was entered and amended is stamped", () => {
    const text =
      'A vase has a title. The service records for each vase when it was entered ("createdAt") and when it was last amended ("updatedAt").';
    expect(field(text, "createdAt").source).toBe("created-at");
    expect(field(text, "updatedAt").source).toBe("updated-at");
  });

  test("once within another field is unique together", () => {
    const text = "A dish has a name and a course. A name may occur only once within a course, else 409.";
    expect(entity(text).uniqueTogether).toEqual([["name", "course"]]);
  });

  test("what a list may be consulted by is a filter, and otherwise tells the order", () => {
    const text =
      "A vase has a title and a state. The list shall be capable of being consulted by state. Sort by state with `?sort=state`; otherwise by title.";
    const { list } = entity(text);
    expect(list.filters.map((filter) => filter.parameter)).toEqual(["state"]);
    expect(list.sort?.default).toEqual({ field: "title", direction: "ascending" });
    expect(unmet(text)).toEqual([]);
  });
});

describe("what is unsure does no harm", () => {
  test("what only some have is optional", () => {
    expect(field("A stall has a name and a fee. Some stalls need electricity.", "electricity").required).toBe(
      false,
    );
  });

  test("values after words that were not understood are nobody's", () => {
    const text = "A stall has a name and a holder, and what it sells: food, crafts or games.";
    for (const one of entity(text).fields) expect(one.type).not.toBe("choice");
  });

  test("a conflict's status is not that of wrong input", () => {
    const text =
      "A dish has a name and a course. A name may occur only once within a course (two puddings are not fine, that's a 409).";
    expect(draft(text).blueprint.refusals).toMatchObject({ invalid: 400, conflict: 409 });
  });

  test("errors sketched as nothing but a list tell there what is about no field", () => {
    const text =
      'A dish has a name. Errors look like `{ "errors": [ { "field": "name", "message": "..." } ] }`.';
    expect(draft(text).blueprint.refusals.fieldErrors).toMatchObject({ shape: "list", general: true });
  });
});
