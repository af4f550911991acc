import { expect, test } from "vitest";
import { draft, entity, field } from "./drafting.ts";

const scenarios = `Feature: Boxes of a warehouse

Scenario: Adding
  When I POST a box with name "North", colour "red" and weight 12 to /boxes
  Then I get 201 and the box with an id

Scenario: Bad boxes
  Given that colour must be "red" or "blue" and weight is a whole number from 1 to 50
  When I POST a box that lacks name, colour or weight
  Then I get 422 and nothing is stored

Scenario: Names
  Given a box named "North"
  When I POST another box named "NORTH"
  Then I get 409
`;

test("sample values of a scenario make fields, omissions make them required, repetitions unique", () => {
  const box = entity(scenarios);
  expect(box.fields.map(({ name, required }) => [name, required])).toEqual([
    ["name", true],
    ["colour", true],
    ["weight", true],
  ]);
  expect(field(scenarios, "name").unique).toBe("ignore-case");
  expect(field(scenarios, "colour").values).toEqual(["red", "blue"]);
  expect(field(scenarios, "weight").type).toBe("integer");
  expect(box.operations.find(({ kind }) => kind === "create")).toMatchObject({
    status: 201,
    answer: "entity",
  });
  expect(box.operations.find(({ kind }) => kind === "read")?.status).toBe(200);
});

const flats = `About a host we know the full name and the phone.

About a flat we know the title, the host, the price per night (cents are allowed), how many guests can sleep there (from 1 until 16), if pets are allowed (no, when nothing is said) and the extras. The title, the host, the price and the number of guests are obligatory. The fields we call title, hostId, pricePerNight, maxGuests, petsAllowed and extras; those of the host fullName and phone.

One should be able to search the flats by minimum price and maximum price (minPrice, maxPrice) and by extras. If one gives two extras (extra=a&extra=b), the flat must have both of them.

The host of a flat always remains the same. The cheapest flats come at first.
`;

test("things told of with 'about a', named later and marked together, are read whole", () => {
  const flat = entity(flats, "flat");
  expect(flat.fields.map(({ name, type, required }) => [name, type, required])).toEqual([
    ["title", "string", true],
    ["hostId", "reference", true],
    ["pricePerNight", "number", true],
    ["maxGuests", "integer", true],
    ["petsAllowed", "boolean", false],
    ["extras", "list", false],
  ]);
  expect(flat.fields.find(({ name }) => name === "hostId")?.immutable).toBe(true);
  expect(flat.list.filters.map(({ parameter, comparison }) => [parameter, comparison])).toEqual([
    ["minPrice", "at-least"],
    ["maxPrice", "at-most"],
    ["extra", "has-element"],
  ]);
  expect(flat.list.sort?.default).toEqual({ field: "pricePerNight", direction: "ascending" });
  expect(entity(flats, "host").fields.map(({ name }) => name)).toEqual(["fullName", "phone"]);
});

test("a sample with a fraction makes a number, and what a parameter gives is not the order without it", () => {
  const text =
    "Each plot has a number and a size between 10 and 500 square metres, both included; half metres do happen, so 62.5 is fine.\n\n" +
    "Plots can be sorted with `sort=size` for the smallest first and `sort=-size` for the biggest first. Without it they come in the order of their numbers.";
  expect(field(text, "size")).toMatchObject({ type: "number", minimum: 10, maximum: 500 });
  expect(entity(text, "plot").list.sort?.default).toEqual({ field: "number", direction: "ascending" });
});

test("the fields of a thing may be told with a possessive, and what they are is no field", () => {
  const text =
    'Each plot has a name. I want to note a plot\'s facilities, as a list of words (e.g. "shed", "water").';
  expect(draft(text).blueprint.entities[0]?.fields.map(({ name }) => name)).toEqual(["name", "facilities"]);
});
