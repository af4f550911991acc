import { describe, expect, test } from "vitest";
import { implementService } from "../../../shared/compiler/implement-service.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

const types = [
  ...["text", "number", "whole number", "yes/no", "email", "url", "uuid", "date", "time", "moment"],
  ...["one of low or high", "object", "other", "book"],
];

const elementOptions = [
  ...[
    "not blank",
    "trimmed",
    "in lower case",
    "in upper case",
    "2 to 9 characters",
    "3 digits",
    "matches `[a-c]+`",
  ],
  ...["1 to 5", "more than 0", "less than 9", "in steps of 0.5", "in the past", "in the future or today"],
  ...["outlives it"],
];

const options = [
  ...elementOptions,
  ...[
    "1 to 5 elements",
    "no doubles",
    "doubles dropped",
    "sorted",
    "required",
    "required, may be null",
    "left out when empty",
  ],
  ...["fixed", "ignored in changes", "hidden", "unique", "unique without case", "set by actions"],
  ...["deleted with it", "cleared with it", "known (422)"],
];

const spec = (line: string) =>
  `# Sample\n\n## Other\n- name: text\n\n## Book\n- Identified by isbn\n- isbn: text, required\n\n## Thing\n- name: text\n- ${line}\n`;

/** The code of a service without what repeats its spec. */
function codeOf(text: string): string | undefined {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") return undefined;
  const { files } = implementService({ blueprint: reading.blueprint, requirement: "" });
  return files.flatMap(({ path, content }) => (path.startsWith("src/") ? [content] : [])).join("\n");
}

/** A field with an option is refused, or has the option in print and in its code. */
function isKept(field: string, option: string, plain: string): void {
  const text = spec(field);
  const reading = parseSpec(text);
  if (reading.outcome === "unread") {
    expect(reading.problems[0]?.message).not.toMatch(/no statement of the language/);
    return;
  }
  const printed = printSpec(reading.blueprint);
  expect(printed).toContain(option);
  const again = parseSpec(printed);
  expect(again.outcome === "read" && again.blueprint).toEqual(reading.blueprint);
  expect(codeOf(text)).not.toBe(codeOf(spec(plain)));
}

describe.each(types)("%s", (type) => {
  test.each(options)("%s", (option) => {
    isKept(`x: ${type}, ${option}`, option, `x: ${type}`);
  });

  test.each(elementOptions)("in a list: %s", (option) => {
    isKept(`x: list of ${type} (${option})`, `(${option})`, `x: list of ${type}`);
  });

  test.each(options)("in an object: %s", (option) => {
    isKept(`x: {y: ${type}, ${option}}`, option, `x: {y: ${type}}`);
  });
});

test.each([
  ["text, in lower case, in upper case", "`in lower case` and `in upper case`"],
  ["text, 13 digits, matches `[0-9]+`", "`13 digits` and `matches `[0-9]+``"],
  ["number, at least 1, at least 5", "`at least 1` and `at least 5`"],
  [
    "list of text (1 to 5 characters, at most 7 characters)",
    "`1 to 5 characters` and `at most 7 characters`",
  ],
  ["list of text, at most 3 elements, at most 4 elements", "`at most 3 elements` and `at most 4 elements`"],
  ["{y: text, trimmed, 1 to 5 characters, 2 characters}", "`1 to 5 characters` and `2 characters`"],
])("%s: one option takes back another", (field, both) => {
  const reading = parseSpec(spec(`x: ${field}`));
  expect(reading.outcome === "unread" && reading.problems[0]?.message).toContain(`can't be both ${both}`);
});
