import { describe, expect, test } from "vitest";
import type { Action } from "../../../shared/blueprint/action.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";
import { problemsOf } from "./problems-of.ts";

const head = `# Books

## Book
- title: text
- consent: one of asked, given
- given: number

### Edit: \`PATCH /books/{id}/edit\`
- name: text, required
- note: text, may be null
- size: {x: number}
- mood: one of given, taken
- limit: whole number, default 5
- given: number
`;

const spec = (...lines: string[]) => `${head}${lines.map((line) => `- ${line}\n`).join("")}- Answers it\n`;

function actionOf(text: string): Action | undefined {
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  expect(parseSpec(printSpec(reading.blueprint))).toMatchObject({ blueprint: reading.blueprint });
  return reading.blueprint.entities[0]?.actions[0];
}

const note = { kind: "given", input: { kind: "path", scope: "input", names: ["note"] } };

describe("it is asked whether an input is given", () => {
  test.each([
    ["note is given", note, "note is given"],
    ["note is not given", { kind: "not", operand: note }, "note is not given"],
    ["not (note is given)", { kind: "not", operand: note }, "note is not given"],
    [
      "limit is given or given is given",
      { kind: "binary", operator: "or", left: { kind: "given" }, right: { kind: "given" } },
      "limit is given or given is given",
    ],
    ["limit is `given`", { kind: "binary", operator: "=" }, "limit is `given`"],
    ['mood is "given"', { kind: "binary", right: { kind: "literal", value: "given" } }, 'mood is "given"'],
    ["consent is given", { kind: "binary", right: { kind: "literal", value: "given" } }, "consent is given"],
    [
      "any of all books where consent is given and note is given",
      { things: { where: { left: { kind: "binary" }, right: note } } },
      "(any of all books where consent is given and note is given)",
    ],
  ])("%s", (said, meant, printed) => {
    const text = spec(`Only if ${said} (409)`);
    expect(actionOf(text)?.guards[0]?.condition).toMatchObject(meant);
    const reading = parseSpec(text);
    expect(reading.outcome === "read" && printSpec(reading.blueprint)).toContain(
      `Only if ${printed} (409)\n`,
    );
  });
});

describe("what can't be asked is told", () => {
  test.each([
    ["its title is given", "`is given` asks of an action's input whether a call has sent it"],
    ["size.x is given", "say `size.x is not empty` of a property"],
    ["mood is given", 'say `mood is not empty` or `mood is "given"`'],
    ["name is given", "`name` is always given since it is `required`: leave `is given` out"],
  ])("%s", (said, problem) => {
    const text = spec(`Only if ${said} (409)`)
      .replace("- given: number\n\n", "\n")
      .replace("- given: number\n", "");
    expect(problemsOf(text)).toEqual([expect.stringContaining(problem)]);
  });

  test("of a list's parameter, of a value that is refused, and of what stands in the path", () => {
    const text = `# Books

## Book
- title: text
- like: book, known (409, with sent: like is given)
- \`?on\`: text, only where title is on and on is given

### See: \`GET /seen/{on}\`
- on: text
- Answers {on: on is given}
`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^5:3 .*`like` is always given where this is asked/),
      expect.stringMatching(/^6:3 .*`on` is always given where this is asked/),
      expect.stringMatching(/^10:3 .*`on` is always given in the path/),
    ]);
  });
});
