import { describe, expect, test } from "vitest";
import { documentOf, imported } from "./reading.ts";

const properties = {
  name: { type: "string" },
  notes: { type: "string" },
  price: { type: "number" },
  createdAt: { type: "string", format: "date-time", readOnly: true },
  tags: { type: "array", items: { type: "string" } },
  status: { enum: ["open", "done"] },
};

/** What a list's parameters and answer become, and what of them is left out. */
function listOf(parameters: object[], answer?: object): { lines: string[]; unsaid: string[] } {
  const document = structuredClone(documentOf({}, { properties }));
  const { paths } = document as {
    paths: Record<string, { get: { parameters?: object[]; responses: object } }>;
  };
  const get = paths["/things"]?.get;
  if (get === undefined) throw new Error("The document has no list.");
  get.parameters = parameters.map((parameter) => ({ in: "query", ...parameter }));
  if (answer !== undefined)
    get.responses = { "200": { content: { "application/json": { schema: answer } } } };
  const { spec, unsaid } = imported(document);
  const lines = spec.split("\n").filter((line) => /^- (`\?|Pages|Lists|Listed)/.test(line));
  return { lines: lines.map((line) => line.slice(2)), unsaid };
}

const integer = { type: "integer" };
const things = { type: "array", items: { $ref: "#/components/schemas/Thing" } };

describe("query parameters of a list", () => {
  test.each<[string, object[], string[]]>([
    ["a field's name", [{ name: "status", schema: { type: "string" } }], ["`?status` is status"]],
    [
      "another spelling of it",
      [{ name: "created_at", schema: { type: "string" } }],
      ["`?created_at` is createdAt"],
    ],
    [
      "several values",
      [{ name: "status", explode: false, schema: { type: "array", items: {} } }],
      ["`?status` any of status"],
    ],
    ["an element", [{ name: "tag", schema: { type: "string" } }], ["`?tag` element of tags"]],
    [
      "least and most",
      [{ name: "minPrice" }, { name: "price_max" }],
      ["`?minPrice` at least price", "`?price_max` at most price"],
    ],
    [
      "before and after",
      [{ name: "createdAfter" }, { name: "created_before" }],
      ["`?createdAfter` more than createdAt", "`?created_before` less than createdAt"],
    ],
    ["a search", [{ name: "q" }], ["`?q` part of name, notes"]],
    [
      "a search of what its description names",
      [{ name: "search", description: "In the name" }],
      ["`?search` part of name"],
    ],
    [
      "a part of a text",
      [{ name: "name_contains" }, { name: "notesPrefix" }],
      ["`?name_contains` part of name", "`?notesPrefix` start of notes"],
    ],
    [
      "pages",
      [
        { name: "page", schema: integer },
        { name: "per_page", schema: { ...integer, default: 10, maximum: 50 } },
      ],
      ["Pages of 10 by page `?page`, size `?per_page` up to 50"],
    ],
    [
      "pages whose size has no end",
      [
        { name: "limit", schema: integer },
        { name: "offset", schema: integer },
      ],
      ["Pages of 20 by offset `?offset`, size `?limit` up to 100, reduced beyond"],
    ],
    [
      "an order",
      [{ name: "sort", schema: { enum: ["name", "-name", "price"], default: "-price" } }],
      ["Listed by -price", "`?sort` sorts by name, price"],
    ],
    [
      "an order with a direction",
      [
        { name: "sort_by", schema: { enum: ["name"] } },
        { name: "order", schema: { enum: ["asc", "desc"] } },
      ],
      ["`?sort_by` sorts by name, `?order` gives the direction"],
    ],
  ])("by %s", (_name, parameters, lines) => {
    expect(listOf(parameters)).toEqual({ lines, unsaid: [] });
  });

  test.each<[string, object[], RegExp]>([
    ["of no known form", [{ name: "expand" }], /what the parameter `expand` does can't be known/],
    ["in brackets", [{ name: "filter[name]" }], /what the parameter `filter\[name\]` does/],
    ["that must be given", [{ name: "status", required: true }], /must be given can't be said/],
    ["given several times", [{ name: "status", schema: { type: "array" } }], /joined by commas/],
    [
      "for a size alone",
      [{ name: "limit", schema: integer }],
      /pages need a parameter for where a page begins/,
    ],
    [
      "for pages from 0",
      [
        { name: "page", schema: { ...integer, minimum: 0 } },
        { name: "size", schema: integer },
      ],
      /counted from 1, not from 0/,
    ],
    [
      "for an order of what is no field",
      [{ name: "sort", schema: { enum: ["best"] } }],
      /is not said as names of fields/,
    ],
    ["in a header", [{ name: "X-Tenant", in: "header" }], /what the header `X-Tenant` does/],
    ["in a cookie", [{ name: "session", in: "cookie" }], /what the cookie `session` does/],
  ])("%s are named", (_name, parameters, message) => {
    expect(listOf(parameters).unsaid.join("\n")).toMatch(message);
  });
});

describe("the answer of a list", () => {
  const pages = [
    { name: "page", schema: integer },
    { name: "size", schema: { ...integer, maximum: 100 } },
  ];
  const frame = (more: object) => ({ type: "object", properties: { data: things, ...more } });

  test.each<[string, object, string[]]>([
    ["an array", things, []],
    ["an object around it", frame({}), ["Lists are framed: data holds the things"]],
    [
      "an object that tells of the page",
      frame({ total: integer, page: integer, totalPages: integer }),
      ["Lists are framed: data holds the things, total the total, page the page, totalPages the page count"],
    ],
    [
      "an object whose count is named after the things",
      { type: "object", properties: { things, thingsCount: integer } },
      ["Lists are framed: things holds the things, thingsCount the total"],
    ],
    [
      "an object within",
      frame({ meta: { type: "object", properties: { count: integer } } }),
      ["Lists are framed: data holds the things, count the total, under meta"],
    ],
  ])("is %s", (_name, answer, lines) => {
    const found = listOf(pages, answer);
    expect(found.lines.filter((line) => line.startsWith("Lists"))).toEqual(lines);
    expect(found.unsaid).toEqual([]);
  });

  test("has more than can be said", () => {
    expect(listOf([], frame({ took: { type: "number" } })).unsaid).toEqual([
      expect.stringContaining("`took` beside a list can't be said: left out"),
    ]);
  });
});
