import { describe, expect, test } from "vitest";
import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { draft, entity, field, unmet } from "./drafting.ts";

const blueprint = (text: string): Blueprint => draft(text).blueprint;

const item = (said: string) => `A plan has a title.\n\nFields of a plan:\n\n* ${said}\n* note, optional`;

describe("an item of a list of fields is about the name that it opens with", () => {
  test.each([
    [
      "`secret`, 16..64 printable characters, optional",
      "secret",
      { type: "string", minLength: 16, maxLength: 64, required: false },
    ],
    ["`contact`, email, optional", "contact", { type: "email", required: false }],
    [
      "`target`, must be an https:// URL, mandatory",
      "target",
      { type: "url", pattern: "https://.+", required: true },
    ],
    ["`retries`, int 0..10, default 3", "retries", { type: "integer", minimum: 0, maximum: 10, default: 3 }],
    ["`paused`, bool, default false", "paused", { type: "boolean", default: false }],
    ["contact, email, required", "contact", { type: "email", required: true }],
  ])("%s", (said, name, expected) => {
    const text = item(said);
    expect(field(text, name)).toMatchObject(expected);
    expect(
      entity(text)
        .fields.map((one) => one.name)
        .sort(),
    ).toEqual(["note", "title", name].sort());
    expect(unmet(text)).toEqual([]);
  });

  test("what follows its first sentence makes no field", () => {
    const { fields } = entity(item("`secret`, text, optional. Write-only! It is for the sender."));
    expect(fields.map((one) => one.name)).toEqual(["title", "secret", "note"]);
  });

  test.each([
    "`events`, at least one out of `order.created`, `order.paid`",
    "`events`: one or more of `order.created`, `order.paid`",
  ])("%s", (said) => {
    expect(field(item(said), "events")).toMatchObject({
      type: "list",
      items: { values: ["order.created", "order.paid"], minItems: 1 },
    });
  });
});

test.each([
  ["A job has a title and a flag `remote`, false unless I say so.", false],
  ["A job has a title and a flag `remote` (no if nobody says anything).", false],
  ["A job has a title and a flag `remote` (true if you don't say).", true],
])("%s", (text, value) => {
  expect(field(text, "remote").default).toBe(value);
});

test("what somebody asks for is no default", () => {
  expect(field("A hive has a name. Hives for one name if I ask for it.", "name").default).toBeUndefined();
});

test.each([
  [
    "two capital letters, a space, one to five digits, maybe followed by one small letter",
    "[A-Z]{2} [0-9]{1,5}(?:[a-z]{1})?",
  ],
  ["the letters INV, a dash and six digits", "INV-[0-9]{6}"],
  ["three capital letters followed by 4 to 6 digits", "[A-Z]{3}[0-9]{4,6}"],
])("a code of %s", (said, pattern) => {
  expect(field(`A stamp has a title and a code (required; ${said}).`, "code")).toMatchObject({
    type: "string",
    pattern,
  });
});

test("attributes in brackets stay with their field", () => {
  const { fields } = entity(
    "Songs have a title (mandatory), a number (mandatory, from 1 upwards), a timestamp `releasedAt` (optional, null means not released) and keywords (max 10, each 1-20 characters).",
  );
  expect(fields).toMatchObject([
    { name: "title", type: "string", required: true },
    { name: "number", type: "integer", minimum: 1, required: true },
    { name: "releasedAt", type: "datetime", required: false, nullable: true },
    { name: "keywords", items: { maxItems: 10, minLength: 1, maxLength: 20 } },
  ]);
});

test.each([
  ["An event has a title and a period (startDate, endDate).", ["title", "startDate", "endDate"]],
  [
    "A person has a first and last name (firstName, lastName) and an email.",
    ["firstName", "lastName", "email"],
  ],
  [
    "A job has a title and a minimum and a maximum salary (salaryMin and salaryMax, not negative).",
    ["title", "salaryMin", "salaryMax"],
  ],
])("%s", (text, names) => {
  expect(entity(text).fields.map((one) => one.name)).toEqual(names);
});

test.each([
  "the same number can't be used twice within an album",
  "unique within its album",
  "unique per album",
  "used only once per album",
])("a number that is %s", (said) => {
  const text = `An album has a title. Tracks belong to an album. A track has a title (required) and a number (required, ${said}).`;
  const track = blueprint(text).entities.find((one) => one.name === "track");
  expect(track?.uniqueTogether.map((names) => [...names].sort())).toEqual([["albumId", "number"]]);
  expect(track?.fields.find((one) => one.name === "number")?.unique).toBeUndefined();
});

describe("sentences about fields", () => {
  test("whether something is so", () => {
    expect(field("A job has a title. It also says whether it is remote.", "remote").type).toBe("boolean");
  });
  test("what is required, said before what", () => {
    const { fields } = entity(
      "A job has a title, a company and a location. Required are the title and the company.",
    );
    expect(fields.map((one) => one.required)).toEqual([true, true, false]);
  });
  test("a state and what it becomes", () => {
    const text = 'A job has a title and a state: it is created as "open" and can be set to "closed" later.';
    expect(field(text, "state")).toMatchObject({
      type: "choice",
      values: ["open", "closed"],
      default: "open",
    });
  });
  test("the time of creation", () => {
    expect(
      field("A job has a title. Every job shows postedAt, which is the time of its creation.", "postedAt")
        .source,
    ).toBe("created-at");
  });
  test("relative clauses describe", () => {
    const { fields } = entity(
      "A book has a title, the shelf it stands on, the shop we got it from (optional) and a price.",
    );
    expect(fields.map((one) => one.name)).toEqual(["title", "shelf", "shop", "price"]);
  });
});

test("prose that goes on and on about fields", () => {
  const text =
    "A hive has a name. Then the apiary it stands in, which must be given, the frames it has (a whole number from 5 to 24), and the queen's year, call it `queenYear`, if I know it: 2015 or later.";
  expect(entity(text).fields).toMatchObject([
    { name: "name" },
    { name: "apiary", required: true },
    { name: "frames", type: "integer", minimum: 5, maximum: 24 },
    { name: "queenYear", type: "integer", minimum: 2015, required: false },
  ]);
});

test("scales whose ends are explained, counts, and what is only there sometimes", () => {
  const text =
    "A visit has a date, the temper of the bees from 1 (angels) to 5 (run!), how many frames there were, `broodFrames` (0 or more), the weight in kilos if I had the scale with me (never below zero), and remarks, optional.";
  expect(entity(text).fields).toMatchObject([
    { name: "date", type: "date" },
    { name: "temper", minimum: 1, maximum: 5 },
    { name: "broodFrames", type: "integer", minimum: 0 },
    { name: "weight", type: "number", minimum: 0, required: false },
    { name: "remarks", required: false },
  ]);
});

test("one per thing and day, and nothing may be changed", () => {
  const text =
    "Hives have a name. An inspection belongs to a hive and has a date and remarks. There's only one inspection per hive and day. Nothing may be changed any more, and nothing may be deleted one by one.";
  const { uniqueTogether, operations } = entity(text, "inspection");
  expect(uniqueTogether).toEqual([["hiveId", "date"]]);
  expect(operations.map(({ kind }) => kind).sort()).toEqual(["create", "list", "read"]);
});

test("letters do not count, order in words, and what goes with what", () => {
  const text =
    "Hives have a name that is unique; I don't care about upper and lower case there. Inspections belong to a hive and have a date. Hives by name, A to Z. If a hive is deleted, though, its inspections can go with it.";
  const { fields, list } = entity(text, "hive");
  expect(fields[0]?.unique).toBe("ignore-case");
  expect(list.sort?.default).toEqual({ field: "name", direction: "ascending" });
  expect(field(text, "hiveId").onReferencedDelete).toBe("delete");
});

describe("query parameters", () => {
  const jobs = "A job has a title, a company, a list of skills and a salary.";
  test.each([
    [
      "q finds jobs whose title or company contain the text.",
      { parameter: "q", fields: ["title", "company"], comparison: "contains" },
    ],
    [
      "salaryFrom gives the jobs whose salary is at least that much.",
      { parameter: "salaryFrom", fields: ["salary"], comparison: "at-least" },
    ],
    [
      "Filters for the list: `skill`, `company`.",
      { parameter: "skill", fields: ["skills"], comparison: "has-element" },
    ],
    [
      "There are company and skills as exact filters.",
      { parameter: "company", fields: ["company"], comparison: "equals" },
    ],
  ])("%s", (said, filter) => {
    expect(entity(`${jobs} ${said}`).list.filters).toContainEqual(filter);
  });
  test("how to sort", () => {
    const { list } = entity(`${jobs} Sorting: sortBy (title or salary) together with sortDir (asc or desc).`);
    expect(list.sort).toMatchObject({
      parameter: "sortBy",
      directionParameter: "sortDir",
      fields: ["title", "salary"],
    });
    expect(list.filters).toEqual([]);
  });
});

describe("statuses in a few words", () => {
  const tool = "A tool has a name.";
  test.each([
    ["A wrong tool: 422. No such tool: 410.", { invalid: 422, notFound: 410 }],
    ["Validation problems are 422 with a message.", { invalid: 422 }],
    ["Malformed JSON is a 422.", { malformed: 422 }],
    ["400 for bad input, 404 for unknown tools.", { invalid: 400, notFound: 404 }],
  ])("%s", (said, expected) => {
    expect(blueprint(`${tool} ${said}`).refusals).toMatchObject(expected);
  });
});

test("a row with the method first and one with an example number", () => {
  const rows =
    "# Tools\n\nA tool has a name.\n\n| verb | path | result |\n| --- | --- | --- |\n| DELETE | /tools | 204 |\n| GET | /tools | 200 |\n| POST | /tools | 201 |";
  expect(
    entity(rows)
      .operations.map(({ kind }) => kind)
      .sort(),
  ).toEqual(expect.arrayContaining(["clear", "create", "list"]));
  expect(entity("Hives have a name. They are at /hives and /hives/5.").identifier.type).toBe("sequence");
});

test("remarks about the world make nothing to keep", () => {
  const text =
    "My stamp album as a service.\n- A stamp has a country (required) and a year.\n- Stamps may be deleted. No two stamps are the same. Collectors have doubles!";
  expect(blueprint(text).entities.map((one) => one.name)).toEqual(["stamp"]);
});

test("what is worked out for each of something is no thing to keep", () => {
  const text =
    "A job has a title and a company. For each company we would like to see the average salary of its jobs.";
  expect(blueprint(text).entities.map((one) => one.name)).toEqual(["job"]);
  expect(unmet(text)).toHaveLength(1);
});
