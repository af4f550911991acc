import { describe, expect, test } from "vitest";
import { entity, field } from "./drafting.ts";

const names = (text: string, name?: string) => entity(text, name).fields.map((one) => one.name);

describe("what a thing is addressed by", () => {
  test.each([
    "Gadget: `code` (string, supplied by client, this IS the id, `^[a-z]{3}$`), `name` (string, required)\n\n- `POST /gadgets` -> 201",
    "Gadget: `code` (string, primary key, `^[a-z]{3}$`), `name` (string, required)\n\n- `POST /gadgets` -> 201",
  ])("brackets say that it is the id: %s", (text) => {
    expect(entity(text, "gadget").identifier).toEqual({ name: "code", type: "given" });
    expect(field(text, "code")).toMatchObject({ type: "string", required: true, pattern: "^[a-z]{3}$" });
  });

  test("a sentence of its own says that it is the id, by the name told for it", () => {
    const text =
      "A ship has a call sign and a name. The call sign has 4 characters and is given by us, as `sign`. It serves as the id in the address.";
    expect(entity(text).identifier).toEqual({ name: "sign", type: "given" });
  });
});

describe("names told for fields", () => {
  test("this is called", () => {
    const text =
      "A trip has a trip number, that is three digits followed by E or W. This is called `number`.";
    expect(names(text)).toEqual(["number"]);
    expect(field(text, "number").pattern).toBe("[0-9]{3}[EW]");
  });

  test("what is told of a thing leads to the name in brackets", () => {
    const text =
      "A trip has a title. Each trip states the town it leaves from (`fromTown`) and the town it goes to (`toTown`). It also states when it departs, in `departsAt`, with date and time.";
    expect(names(text)).toEqual(["title", "fromTown", "toTown", "departsAt"]);
    expect(field(text, "departsAt").type).toBe("datetime");
  });

  test("a link to something", () => {
    const text =
      "A talk has a title. Speakers can optionally attach a link to the taped talk (`tapeUrl`, a proper URL) and up to five tags.";
    expect(field(text, "tapeUrl")).toMatchObject({ type: "url", required: false });
    expect(field(text, "tags")).toMatchObject({ type: "list", items: { maxItems: 5 } });
  });
});

describe("where a status begins", () => {
  test("said of the thing", () => {
    const text = "A trip has a status: planned, done or cancelled. Every trip begins as planned.";
    expect(field(text, "status").default).toBe("planned");
  });

  test("with what it can become", () => {
    const text =
      'A ticket has a title. Each new ticket starts in the status "new" and can later be moved to "open", "done" or "declined".';
    expect(field(text, "status")).toMatchObject({
      type: "choice",
      values: ["new", "open", "done", "declined"],
      default: "new",
    });
  });

  test("forbidding some new things does not forbid to create any", () => {
    const text =
      "A ticket has a title and a status of new or done. Nobody may create a ticket that is already done.";
    expect(entity(text).operations.map((one) => one.kind)).toContain("create");
  });

  test("a yes or no written as both its values", () => {
    const text = "card = question (required), known = true/false, starts as false";
    expect(names(text, "card")).toEqual(["question", "known"]);
    expect(field(text, "known")).toMatchObject({ type: "boolean", default: false });
  });
});

describe("speech of lists and of several fields", () => {
  test("those of one status, and bounds with parameters", () => {
    const text =
      "A trip has a title, a status of planned or done and a `departsAt`, with date and time. One can ask for those of one status, and for those that depart after a moment with `departsAfter` and `departsBefore`. The trips are listed by departure, latest first.";
    expect(entity(text).list.filters).toEqual([
      { parameter: "status", fields: ["status"], comparison: "equals" },
      { parameter: "departsAfter", fields: ["departsAt"], comparison: "greater" },
      { parameter: "departsBefore", fields: ["departsAt"], comparison: "less" },
    ]);
    expect(entity(text).list.sort?.default).toEqual({ field: "departsAt", direction: "descending" });
  });

  test("what follows is a demand where it tells how", () => {
    const text =
      "A note has a text. The list gets long, so it is paged with `page` and `pageSize` (10 by default).";
    expect(entity(text).list.pages).toMatchObject({ style: "page", defaultSize: 10 });
  });

  test("these three", () => {
    const text = "A note has a text, an author and a colour (any will do); these three are mandatory.";
    expect(entity(text).fields.map((one) => one.required)).toEqual([true, true, true]);
  });

  test("some may change, but not others; some stay what they were", () => {
    const text =
      "A note has a text, an author and a colour. The text of a note can change, but not the author. The colour stays what it was.";
    expect(entity(text).fields.map((one) => one.immutable)).toEqual([false, true, true]);
  });

  test("negations without an apostrophe, and values that count as the same", () => {
    const text =
      'A deck has a name and a note. Two decks cant have the same name, and "Alpha" and "alpha" count as the same.';
    expect(field(text, "name").unique).toBe("ignore-case");
  });

  test("entries of what cannot be counted are no second thing", () => {
    const text =
      "All of it lives at `/feedback`. A feedback entry consists of a message and a rating from 1 to 5.";
    expect(names(text)).toEqual(["message", "rating"]);
    expect(entity(text).operations[0]?.path).toBe("/feedback");
  });

  test("a page size out of a range is refused, and limits no field", () => {
    const text =
      "A part has a code and a name.\n- `GET /parts?limit=&offset=` -> list. Ordered by code. limit defaults to 20, max 100; anything outside 1..100 is a 422.";
    expect(entity(text).list.pages).toMatchObject({ maximumSize: 100, aboveMaximum: "refuse" });
    expect(field(text, "code").maxLength).toBeUndefined();
  });
});
