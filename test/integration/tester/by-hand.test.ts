import { describe, expect, test } from "vitest";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { readSpec } from "./specs.ts";

/** The tests of a spec: their code, and which statements they show. */
function testsOf(spec: string) {
  const { blueprint, clauses } = readSpec(spec);
  const { files, covers } = writeTestsOfReading(blueprint, clauses);
  const shown = covers.map(({ clause }) => clauses.find(({ id }) => id === clause)?.text ?? "");
  return { code: files.map(({ content }) => content).join("\n"), shown };
}

describe("statements around functions by hand", () => {
  test("are shown, while what a developer writes is not", () => {
    const { shown, code } = testsOf(`# Shop

Role staff: the header \`X-Role\` is \`yes\`.

## Book
- title: text, required, 1 to 80 characters
- slug by hand (text), set at each change: title in lower case
- initials by hand (text): the first letters of title

### Price: \`POST /books/{id}/price\`
- days: whole number, required, at least 1
- By staff (403)
- price by hand (whole number): ten a day
- Only if price < 100 (409 \`dear\`)
- Answers {price}
`);
    expect(shown).toContain("title: text, required, 1 to 80 characters");
    expect(shown.filter((text) => /by hand|price < 100|Answers/.test(text))).toEqual([]);
    // Named once, as what tests of other fields look away from.
    expect(code.replace('const workedOut = ["slug", "initials"];', "")).not.toMatch(/slug|initials/);
  });

  test("are left out where a rule by hand may refuse the things that their tests make", () => {
    const { shown, code } = testsOf(`# Shop

## Book
- title: text, required
- Must hold by hand plain (422 \`odd\`): title has no digits

## Review
- book: book, required
- stars: whole number, 1 to 5

## Shelf
- name: text, required, at most 9 characters
`);
    expect(shown).toContain("name: text, required, at most 9 characters");
    expect(shown).not.toContain("title: text, required");
    expect(code).not.toMatch(/await (create|post)(Book|Review)\(/);
  });
});
