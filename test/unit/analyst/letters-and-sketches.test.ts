import { describe, expect, test } from "vitest";
import { draft, entity, field, routes } from "./drafting.ts";

const list = (text: string) => entity(text).list;
const names = (text: string) => entity(text).fields.map((one) => one.name);

describe("what is required", () => {
  const required = (text: string) =>
    entity(text)
      .fields.filter((one) => one.required)
      .map((one) => one.name);

  test.each([
    ["nothing is marked: what names the thing", "A book has a title, an author and a year.", ["title"]],
    ["nothing is marked and there is one field", "A reading has a temperature.", ["temperature"]],
    ["some are marked required", "A book has a title and a year. The year is required.", ["year"]],
    [
      "only some are marked optional",
      "A berth has a code, a length and, optionally, a boat name.",
      ["code", "length"],
    ],
    [
      "the rest is said to be optional",
      "- a film has title, year and minutes\n- title and year have to be there, rest is optional",
      ["title", "year"],
    ],
    [
      "a thing gets it",
      "Every parcel gets a weight and an address. The address may be left out.",
      ["weight"],
    ],
  ])("%s", (_, text, expected) => {
    expect(required(text)).toEqual(expected);
  });

  test("'both' means the two fields spoken of last", () => {
    const text =
      "A station has a name and docks. The position is needed: `latitude` from -90 to 90 and `longitude` from -180 to 180, both are required.";
    expect(required(text)).toEqual(["latitude", "longitude"]);
  });
});

describe("rules said in letters and contracts", () => {
  test.each([
    [
      "no other",
      "A berth has a code, which no other berth may have, and a length.",
      "code",
      { unique: "exact" },
    ],
    ["once only", "A mark has a `number`. A number shall be used once only.", "number", { unique: "exact" }],
    ["a flag for", "A berth has a name and a flag for shore power.", "shorePower", { type: "boolean" }],
    [
      "decimals",
      "A berth has a length (anything from 4 to 30, decimals are fine).",
      "length",
      { type: "number", minimum: 4, maximum: 30 },
    ],
    [
      "nobody writes more",
      "An item has a description, but please don't let anyone write more than 140 characters.",
      "description",
      { maxLength: 140 },
    ],
    [
      "in the absence",
      'An entry has a `status`, being "pending" or "lapsed", which in the absence of a statement shall be "pending".',
      "status",
      { default: "pending" },
    ],
    [
      "cannot be bothered",
      "An item has a name and a category: clothing, bottle or other. If someone can't be bothered to choose it's simply other.",
      "category",
      { values: ["clothing", "bottle", "other"], default: "other" },
    ],
    [
      "so it cannot",
      "A berth has a code. The code is painted on it, so it can't be changed afterwards.",
      "code",
      { immutable: true },
    ],
    [
      "neither nor",
      "A mark has a `number` and a `filedOn` date. Neither the number nor the `filedOn` date shall be amended.",
      "filedOn",
      { immutable: true, type: "date" },
    ],
    [
      "elements",
      "A mark has `classes`, being a list of one or more whole numbers, each from 1 to 45 inclusive.",
      "classes",
      { items: { type: "integer", unique: false, minItems: 1, minimum: 1, maximum: 45 } },
    ],
    [
      "a stamp",
      "The service keeps boats with a name. It shall record, as `enteredAt`, the time at which the boat was entered.",
      "enteredAt",
      { source: "created-at" },
    ],
  ])("%s", (_, text, name, expected) => {
    expect(field(text, name)).toMatchObject(expected);
  });

  test("two values together are there once", () => {
    expect(
      entity("A film has a title and a year. Same title + same year twice -> 409").uniqueTogether,
    ).toEqual([["title", "year"]]);
  });

  test("paragraphs and enumerations are numbers only", () => {
    const text =
      '§ 1. The Service shall keep a register of boats (each a "Vessel").\n\n§ 2. Each Vessel shall further state: (a) the `mark`, being a text of not more than 120 characters; (b) the `port`; and (c) the `builtOn` date. It may state (d) an `owner`.';
    expect(names(text)).toEqual(["mark", "port", "builtOn", "owner"]);
    expect(entity(text).fields.map((one) => one.required)).toEqual([true, true, true, false]);
  });

  test("a path says by which field a thing is addressed", () => {
    const text = "Each book has an `isbn` and a `title`. GET /books/{isbn} shows one.";
    expect(entity(text).identifier).toEqual({ name: "isbn", type: "given" });
  });

  test("every Friday is no thing", () => {
    const { entities } = draft("Items have a name. Every Friday the new items are sent by mail.").blueprint;
    expect(entities.map((one) => one.name)).toEqual(["item"]);
  });
});

describe("lists, as people who look at them speak", () => {
  const things = "An item has a name, a date, a length, a colour and whether it is collected. ";

  test.each([
    [
      "only those not",
      "The list can show only those not collected yet.",
      { parameter: "collected", fields: ["collected"], comparison: "equals" },
    ],
    [
      "with or without",
      "In the overview they want to see only the items with or without a collected.",
      { parameter: "collected", fields: ["collected"], comparison: "equals" },
    ],
    [
      "of one",
      "In the list one could have only the items of one colour.",
      { parameter: "colour", fields: ["colour"], comparison: "equals" },
    ],
    [
      "of at least",
      "They'd like to see only items of at least a given length (`minLength=12`).",
      { parameter: "minLength", fields: ["length"], comparison: "at-least" },
    ],
    [
      "a word in",
      "I'd like to look for a word in the name, say `search=scarf`.",
      { parameter: "search", fields: ["name"], comparison: "contains" },
    ],
  ])("%s", (_, said, filter) => {
    expect(list(things + said).filters).toContainEqual(filter);
  });

  test.each([
    [
      "most recently",
      "The list should show the most recently found items at the top.",
      { field: "date", direction: "descending" },
    ],
    ["runs by", "The list should run by name.", { field: "name", direction: "ascending" }],
    [
      "order of",
      "It is laid open in pages, in descending order of length.",
      { field: "length", direction: "descending" },
    ],
  ])("%s", (_, said, order) => {
    expect(list(things + said).sort?.default).toEqual(order);
  });

  test("no paging", () => {
    expect(
      list(`${things}There won't ever be more than a hundred items, so no paging please.`).pages,
    ).toBeUndefined();
  });

  test("what may be listed is not denied by what is not yet", () => {
    expect(routes(`${things}Only those not yet collected can be listed.`)).toContain("GET /items 200");
  });

  test("a page's size in a contract", () => {
    const text = `${things}The list comes in pages. The parameter \`pageSize\` shall be 10 unless stated and shall not exceed 50, any greater number being refused with status 422.`;
    expect(list(text).pages).toMatchObject({
      sizeParameter: "pageSize",
      defaultSize: 10,
      maximumSize: 50,
      aboveMaximum: "refuse",
    });
  });
});

describe("sketches", () => {
  const sketched =
    'Rooms, v1\n\n```\nRoom\n  id      uuid, server-generated\n  code    string, required, unique, ^[A-Z]{3}\\d{4}$\n  kind    single | double, required\n  label   string, max 60, nullable, default null\n  build   string, x.y.z (digits only), default "0.0.0"\n```\n\n- code immutable, trying to change it -> 422\n- no PUT, 405\n- unknown fields in a body -> 422\n';

  test("a model in columns", () => {
    expect(names(sketched)).toEqual(["code", "kind", "label", "build"]);
    expect(field(sketched, "code")).toMatchObject({
      required: true,
      unique: "exact",
      immutable: true,
      pattern: "^[A-Z]{3}\\d{4}$",
    });
    expect(field(sketched, "kind")).toMatchObject({
      type: "choice",
      required: true,
      values: ["single", "double"],
    });
    expect(field(sketched, "label")).toMatchObject({ maxLength: 60, nullable: true, required: false });
    expect(field(sketched, "build")).toMatchObject({ default: "0.0.0", pattern: "[0-9]+\\.[0-9]+\\.[0-9]+" });
    expect(entity(sketched).unknownProperties).toBe("refuse");
  });

  test("an interface, whose question marks tell the optional", () => {
    const text =
      '# Rooms API\n\n```ts\ninterface Room {\n  id: string;\n  name: string;\n  floor?: number;\n  kind: "single" | "double";\n}\n```\n';
    expect(entity(text).fields.map(({ name, type, required }) => [name, type, required])).toEqual([
      ["name", "string", true],
      ["floor", "number", false],
      ["kind", "choice", true],
    ]);
  });

  test("errors in an object of their own", () => {
    const text =
      'Rooms have a name.\n\n- errors: `{ "error": { "code": "...", "message": "..." } }`, code is `bad_input`, `conflict` or `missing`';
    expect(draft(text).blueprint.refusals.errorObject).toEqual({
      property: "error",
      code: "code",
      message: "message",
      codes: {
        invalid: "bad_input",
        malformed: "bad_input",
        unknownReference: "bad_input",
        conflict: "conflict",
        stillReferenced: "conflict",
        notFound: "missing",
      },
    });
  });

  test("a status belongs to its own route", () => {
    const text =
      "A film has a title. POST /films gives 201, GET /films/:id, PUT /films/:id replaces the whole film. DELETE /films/:id deletes one, DELETE /films deletes ALL of them, both 204";
    expect(routes(text)).toEqual([
      "POST /films 201",
      "GET /films 200",
      "GET /films/:id 200",
      "PUT /films/:id 200",
      "DELETE /films/:id 204",
      "DELETE /films 204",
    ]);
  });
});

describe("whole letters and contracts of others", () => {
  test("a letter", () => {
    const text =
      "We just need somewhere to keep our plots. Each plot has a number, painted on the gate, so no two plots can have the same one, and an area in square metres (fractions are fine). Then there's the tenant, which may be empty while nobody rents it, and the rent in pounds, which is 25 unless we say something else. Also whether it has water, most don't. Let me see only those with water, or only the plots of one tenant.";
    expect(names(text)).toEqual(["number", "area", "tenant", "rent", "water"]);
    expect(field(text, "number")).toMatchObject({ unique: "exact" });
    expect(field(text, "rent")).toMatchObject({ type: "number", default: 25 });
    expect(field(text, "water")).toMatchObject({ type: "boolean", default: false });
    expect(list(text).filters.map((one) => one.parameter)).toEqual(["water", "tenant"]);
  });

  test("a contract in numbered points", () => {
    const text =
      '1. The System shall maintain a catalogue of artworks (each a "Work"), accessible under `/artworks`.\n2. Every Work shall have: a) a `title` of no more than 200 characters; b) an `artist`; and c) a `medium`, which shall be one of "oil" or "print".\n3. No Work shall be removed; attempts to do so shall be answered with 405.\n4. Works shall be listed in descending order of title.';
    expect(names(text)).toEqual(["title", "artist", "medium"]);
    expect(draft(text).blueprint.refusals.invalid).toBe(400);
    expect(routes(text).some((route) => route.startsWith("DELETE"))).toBe(false);
    expect(list(text).sort?.default).toEqual({ field: "title", direction: "descending" });
  });
});
