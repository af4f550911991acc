import { expect, test } from "vitest";
import { handProblems } from "../../../lambdas/implement/hand-rules.ts";

const problemsOf = (content: string) => handProblems({ path: "src/hand/fine.ts", content }, { name: "fine" });
const around = (body: string) => `export function fine(input: any, context: any) {\n  ${body}\n}\n`;

test.each([
  ["return Date.now();", "time of day"],
  ["return new Date().getDay();", "time of day"],
  ["return Date();", "time of day"],
  ["return Math.random();", "chance"],
  ["return crypto.randomUUID();", "`crypto`"],
  ["fetch('http://x');", "`fetch`"],
  ["return new Promise(() => {});", "`Promise`"],
  ["setTimeout(() => {}, 1);", "`setTimeout`"],
  ["return globalThis['Date'];", "`globalThis`"],
  ["return eval('1');", "`eval`"],
  ["return import('./other.ts');", "head of the file"],
])("a function may not: %s", (body, why) => {
  expect(problemsOf(around(body))).toEqual([
    expect.stringMatching(new RegExp(`^src/hand/fine\\.ts:2 .*${why}`)),
  ]);
});

test.each([
  ["return Date.parse(context.now);"],
  ["return new Date(context.now).getUTCDay();"],
  ["return Math.max(1, 2) + input.crypto + input.thing.fetch;"],
  ["const { self } = input; return { process: 1, fetch: 2 };"],
])("a function may: %s", (body) => {
  expect(problemsOf(around(body))).toEqual([]);
});

test("nothing but contracts and other functions is imported, and nothing kept from call to call", () => {
  const file = (line: string) => problemsOf(`${line}\n${around("return 1;")}`);
  expect(file('import { sql } from "@aidevos/kit";')).toEqual([expect.stringContaining("can't be imported")]);
  expect(file('import { bookTable } from "../books.ts";')).toEqual([
    expect.stringContaining("can't be imported"),
  ]);
  expect(file("let calls = 0;")).toEqual([expect.stringContaining("a `const`")]);
  expect(file('import type { FineInput } from "./contracts.ts";')).toEqual([]);
  expect(file('import { share } from "./share.ts";\nconst most = 3;')).toEqual([]);
});

test("the function is exported by its name", () => {
  expect(problemsOf("export const other = 1;")).toEqual([
    "src/hand/fine.ts:1 The file must export the function `fine`.",
  ]);
  expect(problemsOf("export const fine = () => 1;")).toEqual([]);
  expect(problemsOf("function fine() {}\nexport { fine };")).toEqual([]);
});
