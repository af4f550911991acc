import { describe, expect, test } from "vitest";
import { Concerned } from "../../../lambdas/arbitrate/concerned.ts";

const spec = `# Shop

## Book
- title: text, required, unique [c1]
- slug by hand (text), set at each change: title in lower case [c2]
- size by hand (whole number): how many letters title has [c3]
- lowerTitle by hand (text): as it is sorted by [c4]
- big = price > 10 [c6]
- price: whole number, at least 0 [c6]
- \`POST /books\` creates one [c5]

### Sell: \`POST /books/{id}/sell\` [c7]
- paid by hand (whole number): its price less a tenth
`;
const file = (name: string, content = "export {};") => ({ path: `src/hand/${name}.ts`, content });
const files = [
  file("slug", 'import { lowerTitle } from "./lower-title.ts";'),
  file("size", "x".repeat(10_001)),
  file("lower-title"),
  file("paid"),
  file("contracts"),
];
const concerned = new Concerned(spec, files);
const failing = (clauses: string) => [
  { name: `books > are as they should be [${clauses}]`, kind: "acceptance" as const },
];
const pathsFor = (clauses: string) => concerned.functions(failing(clauses)).map(({ path }) => path);

describe("what a failing test is about", () => {
  test("are the statements that cite its clauses", () => {
    expect(concerned.statements({ name: "books > are big [c1, c6]" })).toEqual([
      "title: text, required, unique",
      "big = price > 10",
      "price: whole number, at least 0",
    ]);
  });

  test.each([
    ["those that they ask for, and what these import", "c2", ["src/hand/slug.ts", "src/hand/lower-title.ts"]],
    ["those below an action that they begin", "c7", ["src/hand/paid.ts"]],
    ["none where they use none", "c1 c5", []],
  ])("are of the functions by hand %s", (_, clauses, paths) => {
    expect(pathsFor(clauses)).toEqual(paths);
  });

  test("are all functions, where the test is one of a statement", () => {
    const all = concerned.functions([{ name: "Book > slug is text", kind: "statement" }]);
    expect(all).toHaveLength(4);
    expect(all[1]?.content).toMatch(/^x{10000}… \(10001 characters\)$/);
  });

  test("is said of the guide: what the kinds of its statements mean, and what holds by default", () => {
    const guide = concerned.guide(failing("c6"));
    expect(guide).toContain("What holds when nothing is said");
    expect(guide).toMatch(/### A field\n/);
    expect(guide).not.toMatch(/by hand/i);
    expect(guide.length).toBeLessThan(4_000);
    expect(concerned.guide(failing("c2"))).toMatch(/by hand/i);
  });

  test("is nothing in a spec that can't be read", () => {
    const unread = new Concerned("# Nothing\n\nWhatever.", files);
    expect(unread.statements({ name: "a [c1]" })).toEqual([]);
    expect(unread.functions(failing("c1"))).toEqual([]);
  });
});
