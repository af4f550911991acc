import { describe, expect, test } from "vitest";
import { below } from "./problems-of.ts";

describe("an effect for each of several", () => {
  const action = (...lines: string[]) =>
    below(
      "- lines: list of {book: book, required; count: whole number, required}",
      "### Take: `POST /books/{id}/take`",
      "- parts: list of {book: book, required; count: whole number, required}",
      ...lines,
    );

  test("is on things that an element names, not on the element", () => {
    expect(action("- Sets count to 1 for each of parts")).toEqual([
      "8 count: `count` would be a property of an element of a list, which can't be changed alone: name the thing to change, as in `its count` or `product.count`.",
    ]);
  });

  test("goes over what is there", () => {
    expect(action("- Sets book.copies to 1 for each of part")).toEqual([
      "37 part: `part` is no field of book and no input or named value. [parts]",
    ]);
    expect(action("- Sets book.copies to 1 for each of lines")).toEqual([
      "37 lines: Say `its lines`: a list of the thing's own.",
    ]);
    expect(action("- Sets book.copies to 1 for each of parts by cuont")).toEqual([
      "46 cuont: `cuont` is no property of an element of parts. [count]",
    ]);
  });

  test("leaves no thing that could be named", () => {
    expect(action("- Creates a book with title = title for each of all books", "- Answers book")).toEqual([
      "11 book: `book` are things: say what of them, as in `count of its books`.",
    ]);
  });
});

describe("groups", () => {
  const report = (text: string) => below("### Report: `GET /report`", `- Answers ${text}`);

  test("show what their things agree in, and only that of a thing", () => {
    expect(report("list for each title of all books {n: count of them}")).toEqual([
      "25 title: Each group is of one `title`, which is not shown: put it into the braces, as in `{title, number: count of them}`.",
    ]);
    expect(report("list for each title of all books {title, copies}")).toEqual([
      "52 copies: `copies` is not the same in a whole group: group by it as well, or say what of `them`, as in `greatest of copies of them`; `its copies` is of what is around.",
    ]);
  });

  test("are of things that agree in a value", () => {
    expect(report("list for each at: now of all books {at}")[0]).toMatch(/can't be grouped by a moment/);
    expect(report("count of them")).toEqual([
      "11 count of them: `them` are the things of a group: they stand inside of `list for each FIELD of THINGS {NAME: count of them}`.",
    ]);
  });

  test("are ordered by what they show", () => {
    expect(report("list for each title of all books {title, n: count of them} by -m")).toEqual([
      "74 m: `m` is no property of a group.",
    ]);
  });
});

describe("a list that an action names", () => {
  const named = (list: string, answer: string) =>
    below("### Report: `GET /report`", `- old = ${list}`, `- Answers {n: ${answer}}`);

  test("has the names of what it lists", () => {
    const old = "list of {title, copies} of all books";
    expect(named(old, "sum of copies of old where title is not empty")).toEqual([]);
    expect(named(old, "sum of copeis of old")).toEqual([
      "22 copeis: `copeis` is no property of an element of old and no input or named value. [copies]",
    ]);
    expect(named("list of it of all books", "sum of copeis of old")).toEqual([
      "22 copeis: `copeis` is no field of book and no input or named value. [copies]",
    ]);
  });

  test("has a first, which is not found", () => {
    const lines = ["- old = list of it of all books", "- Finds oldest among old by title"];
    expect(below("### Report: `GET /report`", ...lines, "- Answers oldest")[0]).toMatch(
      "`oldest = first of it of old`",
    );
  });

  test("that is wrong is told of once", () => {
    expect(named("list of it of all books where copeis > 1", "count of old")).toEqual([
      "39 copeis: `copeis` is no field of book and no input or named value. [copies]",
    ]);
  });

  test("is a list", () => {
    expect(named("count of all books", "count of old")).toHaveLength(1);
    expect(named("list of title of all books", "sum of it of old")).toHaveLength(1);
  });
});
