import { expect, test } from "vitest";
import { mutantsOf } from "../../../lambdas/verify/mutation/mutants.ts";

const modules = {
  "books.ts": `const fields = {
title: z.string().max(80),
price: z.number(),
};
export const limit = sql\`(SELECT count(*) FROM books) <= \${most}\`;
`,
  "books-routes.ts": `export function check(book) {
  if (book === null) throw new Error("none");
  data.require(book.open);
  return book.price < 3 && book.open;
}
`,
};

test("mistakes are those that people make, each by file and line", () => {
  const all = new Set<string>();
  for (let spaces = 0; spaces < 40; spaces++) {
    const changed = { ...modules, "other.ts": " ".repeat(spaces) };
    for (const { module, line, mutation } of mutantsOf(changed, 100))
      all.add(`${module}:${line} ${mutation}`);
  }
  expect([...all].toSorted()).toEqual([
    "books-routes.ts:2 === becomes !==",
    "books-routes.ts:2 the condition is negated: book === null",
    "books-routes.ts:2 the guard is dropped: book === null",
    "books-routes.ts:3 the guard is dropped: data.require(book.open);",
    "books-routes.ts:4 && becomes ||",
    "books-routes.ts:4 < becomes <=",
    "books.ts:2 80 becomes 81",
    "books.ts:2 the field title is dropped",
    "books.ts:3 the field price is dropped",
    "books.ts:5 <= becomes <, in SQL",
  ]);
});

test("the same code has the same mistakes, one a line, and each changes one module only there", () => {
  const mutants = mutantsOf(modules, 5);
  expect(mutantsOf(modules, 5)).toEqual(mutants);
  expect(mutants).toHaveLength(5);
  expect(new Set(mutants.map(({ module, line }) => `${module}:${line}`)).size).toBe(5);
  for (const { module, line, code } of mutants) {
    const before =
      Object.entries(modules)
        .find(([name]) => name === module)?.[1]
        .split("\n") ?? [];
    const changed = code.split("\n").flatMap((text, index) => (text === before[index] ? [] : [index + 1]));
    expect(changed).toEqual([line]);
  }
});
