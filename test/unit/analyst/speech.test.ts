import { describe, expect, test } from "vitest";
import { draft, entity, field, routes, unmet } from "./drafting.ts";

describe("what people must, may or cannot do", () => {
  test.each([
    "A bookmark has a url that I must give, and a title.",
    "A bookmark has a url which everybody has to provide and a title.",
    "A bookmark has a url and a title. The url is a must.",
  ])("%s", (text) => expect(field(text, "url").required).toBe(true));
  test.each([
    "A bookmark has a url that I cannot save twice.",
    "A bookmark has a url that nobody else may use.",
    "A bookmark has a url. Nobody may add the same url twice.",
  ])("%s", (text) => {
    expect(field(text, "url").unique).toBe("exact");
    expect(routes(text)).toContain("POST /bookmarks 201");
  });
  test("a value that may be empty is optional", () => {
    expect(field("A fish has a name and a bait. The bait can also be empty.", "bait").required).toBe(false);
  });
  test("what happens when a value is missing is its default", () => {
    const text =
      "A fish has a name and a weight. We also note the moment of the catch, `caughtAt`; if it is missing, the service takes the current time.";
    expect(field(text, "caughtAt")).toMatchObject({ type: "datetime", default: "now" });
  });
  test("a condition tells a yes-or-no field", () => {
    const text =
      "A fish has a name. If it was set free, then `released` is true, otherwise false, and this is also what we assume if nothing is given.";
    expect(field(text, "released")).toMatchObject({ type: "boolean", default: false });
  });
});

describe("forms of a text", () => {
  test.each([
    ["looks like `2026-0042`", "[0-9]{4}-[0-9]{4}"],
    ["a two-letter code in small letters", "[a-z]{2}"],
    [
      "starts with a lower-case letter and goes on with lower-case letters, digits or dots",
      "[a-z][a-z0-9.]*",
    ],
  ])("%s", (form, pattern) => {
    expect(field(`# Orders\n\nFields of an order:\n\n- \`code\`: required, ${form}`, "code").pattern).toBe(
      pattern,
    );
  });
});

test.each([
  "A bookmark has a url and a title. Anything about a bookmark except its url can be changed.",
  "A bookmark has a url and a title. The url of a bookmark can not be corrected.",
  "A bookmark has a url and a title. One can change everything about a bookmark but its url.",
])("what may not change: %s", (text) => {
  expect(field(text, "url").immutable).toBe(true);
  expect(field(text, "title").immutable).toBe(false);
});

describe("lists", () => {
  const text = "A catch has a species, an angler and a weight of at least 0.";
  test("a superlative is an order", () => {
    expect(entity(`${text} In the list the heaviest fish is on top.`).list.sort?.default).toEqual({
      field: "weight",
      direction: "descending",
    });
  });
  test("a list is reduced", () => {
    const { filters } = entity(
      `${text} With \`species\` and \`angler\` the list can be reduced. With \`minWeight\` one gets only the catches from there on.`,
    ).list;
    expect(filters.map(({ parameter, comparison }) => [parameter, comparison])).toEqual([
      ["species", "equals"],
      ["angler", "equals"],
      ["minWeight", "at-least"],
    ]);
  });
  test("a list gives so many unless told otherwise", () => {
    const said =
      "The list gives 50 catches if nothing else is said; with `limit` one can have from 1 to 500, and with `skip` one jumps over the first ones.";
    expect(entity(`${text} ${said}`).list.pages).toMatchObject({
      defaultSize: 50,
      maximumSize: 500,
      positionParameter: "skip",
    });
  });
  test("counts may be told in an object of their own", () => {
    expect(
      entity(`${text} The list answers \`{ "data": [...], "meta": { "total": 3 } }\`.`).list.envelope,
    ).toEqual({ items: "data", total: "total", meta: "meta" });
  });
  test("a value of the sort parameter may run downwards", () => {
    const { sort } = entity(
      `${text} It also has \`updatedAt\`. We'd sort by species (that's also the default) or by updatedAt, with \`orderBy=updatedAt\` giving the most recently changed ones first.`,
    ).list;
    expect(sort).toMatchObject({
      parameter: "orderBy",
      fields: ["species", "updatedAt"],
      descending: ["updatedAt"],
      default: { field: "species", direction: "ascending" },
    });
  });
});

describe("errors", () => {
  const text = "A fish has a name.";
  test.each([
    [
      'Errors are `{ "error": "<text>", "fields": { "<field>": "<what>" } }`.',
      { property: "fields", shape: "map" },
    ],
    [
      'Errors are `{ "message": "...", "problems": [{ "path": "...", "reason": "..." }] }`.',
      { property: "problems", shape: "list", field: "path", message: "reason" },
    ],
  ])("%s", (said, expected) => {
    expect(draft(`${text} ${said}`).blueprint.refusals.fieldErrors).toMatchObject(expected);
  });
});

test("a thing is wrapped both ways", () => {
  const text =
    'A term has a name. Requests and responses wrap the term like so: `{ "term": { "name": "valve" } }`.';
  expect(entity(text).operations.find(({ kind }) => kind === "create")).toMatchObject({
    wrapper: "term",
    bodyWrapper: "term",
  });
  expect(unmet(text)).toEqual([]);
});

test("a delete of what is not there may succeed", () => {
  const text =
    "A flag has a name. DELETE removes a flag and answers 204, even if there was no such flag in the first place.";
  expect(entity(text).operations.find(({ kind }) => kind === "delete")?.absent).toBe("succeed");
});

test("a field stays within the thing whose list of fields it is in", () => {
  const text =
    "**Customers** `/customers`: name (required).\n\n**Invoices** `/invoices`\n\n- `customerId`: required, has to be an existing customer\n- `currency`: EUR, USD or CHF, default EUR\n- `status`: draft, sent, paid; default draft";
  expect(entity(text, "invoice").fields.map(({ name }) => name)).toEqual([
    "customerId",
    "currency",
    "status",
  ]);
});

test("words for what is done or for the service itself name no field", () => {
  const text =
    "Dear developers, our club needs a service for the catches. A catch has a weight, and one can change anything about it, list only the latest ones first.";
  expect(
    entity(text)
      .fields.map(({ name }) => name)
      .filter((name) => /service|anything|ones/i.test(name)),
  ).toEqual([]);
});
