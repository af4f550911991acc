import { describe, expect, test } from "vitest";
import { draft, entity, routes, unmet } from "./drafting.ts";

const usual = [
  "POST /books 201",
  "GET /books 200",
  "GET /books/:id 200",
  "PATCH /books/:id 200",
  "DELETE /books/:id 204",
];

test("the usual routes where the text names none", () => {
  expect(routes("A book has a title.")).toEqual(usual);
});

test.each([
  ["A book has a title. Books cannot be deleted.", "DELETE"],
  ["A book has a title. Books can never be deleted.", "DELETE"],
  ["A book has a title. Books cannot be changed.", "PATCH"],
  ["A book has a title. There is no way to delete a book.", "DELETE"],
])("%s", (text, method) => {
  expect(routes(text).some((route) => route.startsWith(method))).toBe(false);
  expect(unmet(text)).toEqual([]);
});

test("routes in the style of API documents are all there is", () => {
  const text =
    "# Notes API\n\nA note has a `text` (string, required).\n\n- `POST /notes` -> 201\n- `GET /notes` -> 200\n- `GET /notes/{noteId}` -> 200, 404 if unknown";
  expect(routes(text).slice(0, 3)).toEqual(["POST /notes 201", "GET /notes 200", "GET /notes/:id 200"]);
  expect(unmet(text)).toEqual([]);
});

test("PUT replaces unless the text says that it is partial", () => {
  const replacing = "A book has a title. PUT /books/:id replaces the whole book.";
  expect(entity(replacing).operations.find((one) => one.method === "PUT")?.kind).toBe("replace");
});

test("deleting all is a route of its own", () => {
  expect(routes("A book has a title. `DELETE /books` deletes all books and answers 204.")).toContain(
    "DELETE /books 204",
  );
});

describe("status codes", () => {
  test.each([
    ["Invalid input answers 422.", { invalid: 422 }],
    ["An unknown id answers 404, invalid data 422.", { invalid: 422, notFound: 404 }],
    ["422 if a value is not valid, 404 if there is no such book.", { invalid: 422, notFound: 404 }],
    ["Malformed JSON is answered with 400 and invalid values with 422.", { malformed: 400, invalid: 422 }],
    ["A duplicate title answers 409.", { conflict: 409 }],
  ])("%s", (sentence, refusals) => {
    const text = `A book has a title. ${sentence}`;
    expect(draft(text).blueprint.refusals).toMatchObject(refusals);
    expect(unmet(text)).toEqual([]);
  });
  test("of success", () => {
    expect(routes("A book has a title. Creating a book answers 200.")).toContain("POST /books 200");
  });
});

describe("lists", () => {
  test("filters by fields", () => {
    const text = "A book has a title, an author and a genre. Books can be filtered by author and genre.";
    expect(entity(text).list.filters.map((one) => one.parameter)).toEqual(["author", "genre"]);
    expect(unmet(text)).toEqual([]);
  });
  test("ranges by parameters", () => {
    const text = "A product has a name and a price. `GET /products` takes `minPrice` and `maxPrice`.";
    expect(entity(text).list.filters).toEqual([
      { parameter: "minPrice", fields: ["price"], comparison: "at-least" },
      { parameter: "maxPrice", fields: ["price"], comparison: "at-most" },
    ]);
  });
  test("search over several fields", () => {
    const text =
      "A book has a title and an author. Books can be searched by `q`, which looks in the title and the author.";
    expect(entity(text).list.filters).toEqual([
      { parameter: "q", fields: ["title", "author"], comparison: "contains" },
    ]);
    expect(unmet(text)).toEqual([]);
  });
  test("sorting on demand and by default", () => {
    expect(
      entity("A book has a title and a price. Books can be sorted by price or title.").list.sort,
    ).toMatchObject({ fields: ["price", "title"] });
    expect(
      entity("A book has a title and a price. The list is sorted by price, highest first.").list.sort
        ?.default,
    ).toEqual({ field: "price", direction: "descending" });
  });
  test("newest first needs a time of creation", () => {
    const { fields, list } = entity("A note has a text. Notes are listed newest first.");
    expect(fields.find((one) => one.source === "created-at")?.name).toBe("createdAt");
    expect(list.sort?.default).toEqual({ field: "createdAt", direction: "descending" });
  });
  test("pages", () => {
    const text =
      "A book has a title. The list is paginated with `limit` (default 20, maximum 100) and `offset`.";
    expect(entity(text).list.pages).toMatchObject({
      style: "offset",
      sizeParameter: "limit",
      positionParameter: "offset",
      defaultSize: 20,
      maximumSize: 100,
    });
    expect(unmet(text)).toEqual([]);
  });
  test("envelopes", () => {
    const text = 'A book has a title. GET /books answers `{ "items": [...], "total": 3 }`.';
    expect(entity(text).list.envelope).toEqual({ items: "items", total: "total" });
  });
});

describe("between things", () => {
  const text =
    "An author has a name. A book has a title and belongs to an author. An author who still has books cannot be deleted.";
  test("belonging is a reference", () => {
    expect(entity(text, "book").fields.find((one) => one.name === "authorId")).toMatchObject({
      type: "reference",
      references: "author",
      onReferencedDelete: "refuse",
    });
    expect(routes(text, "author")).toContain("DELETE /authors/:id 204");
    expect(unmet(text)).toEqual([]);
  });
  test("deletion takes along", () => {
    const cascading =
      "An author has a name. A book has a title and belongs to an author. When an author is deleted, their books are deleted too.";
    expect(entity(cascading, "book").fields.find((one) => one.name === "authorId")?.onReferencedDelete).toBe(
      "delete",
    );
  });
  test("nested routes", () => {
    const nested =
      "Books have a title. `POST /books/:bookId/reviews` adds a review with a text. `GET /books/:bookId/reviews` lists the reviews of a book.";
    expect(entity(nested, "review").parent).toEqual({ entity: "book", field: "bookId", parameter: "bookId" });
    expect(routes(nested, "review")).toContain("POST /books/:bookId/reviews 201");
  });
});

test("any origin, error's property, unknown properties", () => {
  const { blueprint } = draft(
    'A book has a title. Any origin may call it. Errors look like `{ "error": "what" }`. Unknown properties are refused.',
  );
  expect(blueprint.crossOrigin).toBe("any");
  expect(blueprint.refusals.messageProperty).toBe("error");
  expect(blueprint.entities[0]?.unknownProperties).toBe("refuse");
});

test("identifiers", () => {
  expect(entity("A book has a numeric id and a title.").identifier).toEqual({ name: "id", type: "sequence" });
  expect(entity("A book has an isbn and a title. Books are identified by their isbn.").identifier).toEqual({
    name: "isbn",
    type: "given",
  });
});
