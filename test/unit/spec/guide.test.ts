import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { functionNames } from "../../../shared/blueprint/expression.ts";
import { read, recipeFile } from "../../../shared/spec/grammar.ts";
import { guideExample, promptGuide, specGuide } from "../../../shared/spec/guide.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { optionWays } from "../../../shared/spec/phrases/field-option.ts";
import { typeWays } from "../../../shared/spec/phrases/field-type.ts";
import { statements } from "../../../shared/spec/statements/index.ts";

const guide = specGuide();

test.each([
  ["docs/spec.md", guide],
  ["shared/spec/grammar-recipe.ts", recipeFile()],
])("%s is current: write it anew with `node scripts/write-spec.ts`", async (file, made) => {
  expect(await readFile(new URL(`../../../${file}`, import.meta.url), "utf8")).toBe(made);
});

test("the guide is short enough for a prompt and names everything", () => {
  // 3.7 characters are a token of it, by the tokenizers o200k and cl100k.
  expect(promptGuide().length).toBeLessThan(38_600);
  for (const { ways } of statements) for (const way of ways) expect(guide).toContain(way);
  for (const name of functionNames) expect(guide).toContain(`\`${name}(`);
});

test("its whole example is a spec", () => {
  expect(parseSpec(guideExample)).toMatchObject({ outcome: "read" });
});

/** What may stand for each word in capitals. */
const meant: Record<string, string> = {
  TITLE: "Title",
  THINGS: "books",
  THING: "book",
  PLURAL: "books",
  NAME: "n",
  FIELD: "f",
  TYPE: "text",
  OPTION: "required",
  EXPRESSION: "1",
  CONDITION: "true",
  VALUE: "v",
  STATUS: "409",
  KIND: "invalid",
  NUMBER: "3",
  REFERENCE: "r",
  ROLE: "staff",
  DAY: "day",
  DURATION: "45 minutes",
  SIZE: "5",
  MOST: "9",
  TEXT: "t",
  PARAMETER: "p",
  REGEX: "a+",
  REFUSAL: "(409)",
};

function said(way: string): string {
  return way.replace(/\b[A-Z]{3,}\b/g, (word) => meant[word] ?? word);
}

const ways = statements
  .filter(({ isLater }) => !isLater)
  .flatMap(({ rule, ways: all }) => all.map((way) => [rule, way] as const));

test.each(ways)("%s is said so: %s", (rule, way) => {
  const text = said(way)
    .replace(/^(#+|-) /, "")
    .replace(/^ROUTE \.\.\./, "`GET /books` lists them");
  expect("failure" in read(rule, text)).toBe(false);
});

const options = [...typeWays, ...optionWays].flatMap(([way]) =>
  [...way.matchAll(/``\s(.+?)\s``|`([^`]+)`/g)].map(([, inside, plain]) => inside ?? plain ?? ""),
);

test.each(options)("%s is a type or an option", (option) => {
  const text = said(option);
  const lines = [`n: ${text}`, `n: text, ${text}`];
  expect(lines.some((line) => !("failure" in read("FieldLine", line)))).toBe(true);
});
