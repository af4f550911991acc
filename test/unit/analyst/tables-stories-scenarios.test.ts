import { describe, expect, test } from "vitest";
import { draft, entity, field, routes, unmet } from "./drafting.ts";

describe("tables of query parameters", () => {
  const fields =
    "| Field | Type | Required | Default | Rules |\n| --- | --- | --- | --- | --- |\n| `name` | text | yes | | 1 to 80 characters |\n| `kind` | choice | yes | | `red`, `white` |\n| `price` | decimal | no | | EUR, not negative |\n| `tags` | list of text | no | `[]` | at most 5 |";
  const text = `# Wines\n\nA wine:\n\n${fields}\n\n| Query parameter | Meaning |\n| --- | --- |\n| \`kind\` | only this kind |\n| \`tag\` | only wines with this tag |\n| \`priceFrom\`, \`priceTo\` | range, inclusive |\n| \`cheaperThan\` | wines whose price is below this |\n| \`namePrefix\` | beginning of the name |\n| \`sort\` | \`name\` or \`price\`; default: \`name\` |\n| \`order\` | \`asc\` (default) or \`desc\` |\n| \`limit\` | page size, 1 to 100, default 20 |`;
  test("narrow, sort and page the list", () => {
    const { filters, sort, pages } = entity(text).list;
    expect(filters.map(({ parameter, fields: [one], comparison }) => [parameter, one, comparison])).toEqual([
      ["kind", "kind", "equals"],
      ["tag", "tags", "has-element"],
      ["priceFrom", "price", "at-least"],
      ["priceTo", "price", "at-most"],
      ["cheaperThan", "price", "less"],
      ["namePrefix", "name", "starts-with"],
    ]);
    expect(sort).toMatchObject({
      parameter: "sort",
      directionParameter: "order",
      fields: ["name", "price"],
      default: { field: "name", direction: "ascending" },
    });
    expect(pages).toMatchObject({ sizeParameter: "limit" });
  });
  test("leave the fields' own cells alone", () => {
    expect(field(text, "name")).toMatchObject({ type: "string", required: true, maxLength: 80 });
    expect(field(text, "kind")).toMatchObject({ type: "choice", values: ["red", "white"] });
    expect(field(text, "price")).toMatchObject({ type: "number", minimum: 0, required: false });
  });
});

describe("identifiers", () => {
  test.each([
    ["Ids are numbers (1, 2, 3, ...), handed out by the server.", "sequence"],
    ["The id is chosen by us: 3 to 20 lower-case letters, digits and hyphens.", "given"],
    ["The id is given by the client, at most 20 capital letters and digits.", "given"],
  ])("%s", (sentence, type) => {
    const text = `A station has a name. ${sentence}`;
    expect(entity(text).identifier.type).toBe(type);
    expect(unmet(text)).toEqual([]);
  });
  test("have so many characters of a kind", () => {
    expect(
      field(
        "A station has a name. The id is chosen by us: 3 to 20 lower-case letters, digits and hyphens.",
        "id",
      ),
    ).toMatchObject({ pattern: "[a-z0-9-]+", minLength: 3, maxLength: 20 });
  });
  test("stand in paths as examples", () => {
    const text =
      'A station looks like this:\n\n```json\n{ "id": "oslo-blindern", "name": "Oslo" }\n```\n\n`PATCH /stations/oslo-blindern` changes one. A reading has a temperature. Readings are at `/stations/oslo-blindern/readings`.';
    expect(draft(text).blueprint.entities.map((one) => one.name)).toEqual(["station", "reading"]);
    expect(routes(text, "station")).toContain("PATCH /stations/:id 200");
    expect(entity(text, "reading").parent).toMatchObject({ entity: "station" });
  });
});

describe("PUT that creates", () => {
  test.each([
    "`PUT /flags/:key` creates the flag if there is none (201) and otherwise replaces it (200).",
    "`PUT /flags/:key` replaces a flag. If the key is new, the flag is created.",
  ])("%s", (sentence) => {
    const text = `A flag is identified by its key. A flag has a note. ${sentence}`;
    expect(routes(text).filter((route) => /^(?:PUT|POST)/.test(route))).toEqual([
      "PUT /flags/:id 201",
      "PUT /flags/:id 200",
    ]);
  });
});

test.each([
  ["There is no POST on /books.", "POST"],
  ["No DELETE.", "DELETE"],
  ["PATCH is not supported.", "PATCH"],
])("a method that is denied: %s", (sentence, method) => {
  expect(routes(`A book has a title. ${sentence}`).some((route) => route.startsWith(method))).toBe(false);
});

describe("orders in prose", () => {
  const shift = "A shift has a title, a start and an end (both date and time). ";
  test.each([
    ["Shifts are listed in the order in which they start.", { field: "start", direction: "ascending" }],
    ["The list is arranged by title.", { field: "title", direction: "ascending" }],
    ['`GET /shifts` gives `{ "shifts": [...] }` by title.', { field: "title", direction: "ascending" }],
  ])("%s", (sentence, order) => {
    expect(entity(shift + sentence).list.sort?.default).toEqual(order);
    expect(unmet(shift + sentence)).toEqual([]);
  });
  test("oldest first is by when it happened, and needs no field of its own", () => {
    expect(
      entity("A reading has a temperature and a `takenAt`. Readings are listed oldest first.").list.sort
        ?.default,
    ).toEqual({ field: "takenAt", direction: "ascending" });
    expect(
      entity("A note has a text. Notes are listed in the order in which they were added.").fields.map(
        ({ name }) => name,
      ),
    ).toEqual(["text"]);
  });
});

describe("things within others", () => {
  const text = "A station has a name. A reading belongs to a station and has a `takenAt` and a temperature. ";
  test("one for each", () => {
    expect(
      entity(`${text}A station has at most one reading per \`takenAt\`.`, "reading").uniqueTogether,
    ).toEqual([["stationId", "takenAt"]]);
  });
  test.each([
    "When a station is deleted its readings go as well.",
    "Stations can be deleted; their readings disappear with them.",
  ])("%s", (sentence) => {
    expect(field(text + sentence, "stationId").onReferencedDelete).toBe("delete");
  });
  test("ranges that leave an end out", () => {
    const filters = entity(
      `${text}\`GET /readings\` takes \`from\` (inclusive) and \`to\` (exclusive).`,
      "reading",
    ).list.filters;
    expect(filters.map(({ parameter, comparison }) => [parameter, comparison])).toEqual([
      ["from", "at-least"],
      ["to", "less"],
    ]);
  });
});

describe("stories", () => {
  const text =
    "**Shifts**\n\n1. As a coordinator I want to create a shift with a title, a start and an end (both date and time).\n   - title and start are mandatory\n   - a shift also has a number of `helpersNeeded`, between 1 and 50\n   - 20 at a time, with `limit` and `offset`; never more than 100\n\n**Sign-ups** (they live below their shift: `/shifts/:shiftId/sign-ups`)\n\n2. As a volunteer I want to sign up for a shift with my name and my e-mail address (`name` and `email`, both mandatory) and optionally a remark.\n   - the same e-mail address can sign up for a shift only once, no matter how it is capitalised (409)\n3. As a volunteer I want to withdraw my sign-up.\n4. As a coordinator I don't want sign-ups to be edited.";
  test("say what is kept by what people do", () => {
    expect(entity(text, "signUp").fields.map(({ name }) => name)).toEqual([
      "shiftId",
      "name",
      "email",
      "remark",
    ]);
    expect(routes(text, "signUp").map((route) => route.split(" ")[0])).toEqual([
      "POST",
      "GET",
      "GET",
      "DELETE",
    ]);
    expect(entity(text, "signUp").uniqueTogether).toEqual([["shiftId", "email"]]);
    expect(field(text, "email")).toMatchObject({ required: true, ignoreCase: true });
  });
  test("keep their remarks to what they are about", () => {
    expect(field(text, "helpersNeeded")).toMatchObject({ type: "integer", minimum: 1, maximum: 50 });
    expect(field(text, "start")).toMatchObject({ type: "datetime", required: true });
    expect(entity(text, "shift").list.pages).toMatchObject({ defaultSize: 20, maximumSize: 100 });
  });
});

test("scenarios show defaults, rules and filters", () => {
  const text =
    'Feature: Coupon codes\n  The shop keeps coupons at /coupons. A coupon is addressed by its code.\n\n  Scenario: create a coupon\n    When I POST { "code": "SPRING24", "value": 10 } to /coupons\n    Then the status is 201\n    And the coupon has "active" true and "validUntil" null\n\n  Scenario: switch it off\n    Given a coupon SPRING24\n    When I PATCH /coupons/SPRING24 with { "active": false, "validUntil": "2026-12-31" }\n    Then the coupon has "active" false\n\n  Scenario: list\n    When I GET /coupons\n    Then I can restrict the list by ?active=true and ?validUntilBefore=2026-06-30';
  expect(draft(text).blueprint.entities.map(({ name }) => name)).toEqual(["coupon"]);
  expect(field(text, "active")).toMatchObject({ type: "boolean", default: true });
  expect(field(text, "validUntil")).toMatchObject({ type: "date", nullable: true });
  expect(entity(text).list.filters.map(({ parameter }) => parameter)).toEqual(["active", "validUntilBefore"]);
});

describe("formal prose", () => {
  const text =
    "Each plaque carries an inscription (obligatory), the colour of the enamel (blue or green; blue unless otherwise specified), the year in which it was unveiled (optional, a whole number, not before 1860) and a photograph given as a web address (optional). Kindly call the year `unveiled`. One must be able to browse the plaques by colour, to search the inscription for any part of a word (`inscription=dickens`), and to confine oneself to a period (`unveiledFrom` and `unveiledTo`). Ten plaques to a page; `page=2` is the second page, and `pageSize` may be raised to 40.";
  test("names fields as it goes on to call them", () => {
    expect(draft(text).blueprint.entities).toHaveLength(1);
    expect(entity(text).fields.map(({ name }) => name)).toEqual([
      "inscription",
      "colour",
      "unveiled",
      "photograph",
    ]);
    expect(field(text, "unveiled")).toMatchObject({ type: "integer", minimum: 1860, required: false });
    expect(field(text, "photograph").type).toBe("url");
  });
  test("shows parameters by example", () => {
    expect(entity(text).list.filters.map(({ parameter, comparison }) => [parameter, comparison])).toEqual([
      ["colour", "equals"],
      ["inscription", "contains"],
      ["unveiledFrom", "at-least"],
      ["unveiledTo", "at-most"],
    ]);
    expect(entity(text).list.pages).toMatchObject({ style: "page", defaultSize: 10, maximumSize: 40 });
  });
});

test("the rest of the fields", () => {
  const text =
    "A station has a name, a height and a homepage. The homepage can be left out, everything else is required.";
  expect(entity(text).fields.map(({ required }) => required)).toEqual([true, true, false]);
});
