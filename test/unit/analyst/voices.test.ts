import { expect, test } from "vitest";
import { entity, routes, unmet } from "./drafting.ts";

const voices: readonly (readonly [string, string])[] = [
  [
    "a title and a list",
    "A shopping list: items have a name and a quantity (default 1), and can be ticked off.",
  ],
  [
    "stories",
    "As a librarian I want to add books with a title and an author so that I can find them. As a librarian I want to see all books. As a reader I want to filter books by author.",
  ],
  [
    "shall",
    "The system shall store employees. Each employee shall have a name (mandatory), an email (mandatory, unique) and a hire date. An employee shall not be deleted.",
  ],
  [
    "routes",
    "Contacts API\nPOST /contacts -> 201 {name, email, phone}\nGET /contacts -> 200\nGET /contacts/:id -> 200 or 404\nDELETE /contacts/:id -> 204\nname required; email must be a valid email",
  ],
  [
    "notes",
    "Expense tracker. Expenses have an amount (positive, two decimals), a category (food, travel or other), a date and an optional note. List them newest first. Filter by category and by date range (from, to).",
  ],
  [
    "a letter",
    "Please build a small service for our football club: players have a name, a shirt number between 1 and 99 that must be unique, and a position (goalkeeper, defender, midfielder, striker). The club secretary may remove players.",
  ],
  [
    "the public to-do backend",
    "The service's root lists the to-dos and takes new ones by POST with a title; each has an id, a title, completed (false at first), an optional order, and its own absolute url, which answers GET, PATCH of any of title, completed and order, and DELETE; DELETE of the root removes all; answers are bare JSON objects and arrays; any origin may call it (CORS, with preflight).",
  ],
  [
    "the shortest demonstration",
    "A to-do list: things to do with a title, an optional due date and a priority of low, normal or high; they can be marked done",
  ],
];

test.each(voices)("%s: every clause is met", (_, text) => {
  expect(unmet(text)).toEqual([]);
});

test("the public to-do backend has exactly its routes", () => {
  expect(routes(voices[6]?.[1] ?? "")).toEqual([
    "POST / 201",
    "GET / 200",
    "GET /:id 200",
    "PATCH /:id 200",
    "DELETE /:id 204",
    "DELETE / 204",
  ]);
});

test("documented routes are all there are", () => {
  expect(routes(voices[3]?.[1] ?? "").some((route) => route.startsWith("PATCH"))).toBe(false);
});

test("a range of dates by the parameters that the text names", () => {
  expect(entity(voices[4]?.[1] ?? "").list.filters).toEqual(
    expect.arrayContaining([
      { parameter: "from", fields: ["date"], comparison: "at-least" },
      { parameter: "to", fields: ["date"], comparison: "at-most" },
    ]),
  );
});
