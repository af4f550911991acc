import { expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { reportProblems } from "../../../shared/spec/report.ts";

function reportOf(text: string): string {
  const reading = parseSpec(text);
  return reading.outcome === "read" ? "" : reportProblems(text, reading.problems, "library.md");
}

test("each problem has its place, its words marked, what was meant and an example", () => {
  const report = reportOf("# Library\n\n## Book\n- title: text, requird\n- n = titel\n- m = n +\n");
  expect(report).toBe(`library.md:4:16: \`requird\` is not understood here. Did you mean \`required\`?
 4 | - title: text, requird
   |                ^^^^^^^
   | for example: - title: text, required, 1 to 80 characters

library.md:5:7: \`titel\` is no field of book. Did you mean \`title\`?
 5 | - n = titel
   |       ^^^^^

library.md:6:9: The statement ends too early.
 6 | - m = n +
   |         ^
   | could stand here: a function, a text in quotes, a number, a name, \`-\`, \`(\`, or more
   | for example: - label = name + "!"

3 problems; nothing was built.`);
});

test("of a long line, what is around the fault is shown", () => {
  const line = `- title: text, ${"required, ".repeat(30)}requird, described "${"x".repeat(200)}"`;
  const shown = reportOf(`# Library\n\n## Book\n${line}\n`).split("\n");
  const [, code = "", mark = ""] = shown;
  expect(code.length).toBeLessThan(120);
  expect(code.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1)).toBe("requird");
});

test("a tab does not move the mark", () => {
  const [, code = "", mark = ""] = reportOf("# Library\n\n## Book\n-\ttitle:\ttext, requird\n").split("\n");
  expect(code.slice(mark.indexOf("^"), mark.lastIndexOf("^") + 1)).toBe("requird");
});

test("a text with thousands of faults is told in part", () => {
  const report = reportOf(`# Library\n\n## Book\n${"- a: text, requird\n".repeat(2000)}`);
  expect(report).toContain("and 151 more like these.");
  expect(report.split("\n").length).toBeLessThan(300);
});

test("free English gets directions in one screen", () => {
  const report = reportOf(
    "The library lends books to members. A member has a name and an email.\n\n" +
      "Each book can be lent to one member at a time. Members may not have more than three books.\n" +
      "Librarians can see everything, and a member only their own loans.\n",
  );
  expect(report).toBe(`This is free English, and without a language model only specs are read. Not understood:
  line 1: The library lends books to members
  line 1: A member has a name and an email
  line 3: Each book can be lent to one member at a time
  line 3: Members may not have more than three books
  and 1 more

What comes nearest in the language of specs:
  - title: text, required, 1 to 80 characters
  - Seen only by its owner (404)
  Role staff: the header \`X-Role\` is \`librarian\`.
  - At most 100 in all (409 \`full\`)

In one line:  Books: each has a title (required), an isbn (unique) and a price of at least 0
As a file:    # Lending library
              ## Book
              - title: text, required

The whole language stands in docs/spec.md.
For free English, connect a language model: README.md, and docs/operations/aws.md for Bedrock.`);
  expect(report.split("\n").length).toBeLessThanOrEqual(24);
});

test("a spec with some prose in it is told line by line", () => {
  const report = reportOf("# Library\n\n## Book\n- title: text\n- n: number\nBooks are fun.\n");
  expect(report).toContain("library.md:6:1: This is no statement of the language.");
});
