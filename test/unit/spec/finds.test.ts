import { describe, expect, test } from "vitest";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { printSpec } from "../../../shared/spec/print.ts";

const head = `# Yard

## Cart
- label: text, required
- tags: list of text
- state: state of idle, rented or broken

### Rent: \`POST /carts/{id}/rent\`
- word: text, required
`;

function problemsOf(...lines: string[]): string[] {
  const reading = parseSpec(`${head}${lines.map((line) => `- ${line}`).join("\n")}\n`);
  return reading.outcome === "read" ? [] : reading.problems.map(({ message }) => message);
}

/** The statements of the action that are no inputs, in normal form. */
function printed(...lines: string[]): string[] {
  const reading = parseSpec(`${head}${lines.map((line) => `- ${line}`).join("\n")}\n`);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  const [, said = ""] = printSpec(reading.blueprint).split("- word: text, required\n");
  return said
    .trim()
    .split("\n")
    .map((line) => line.replace(/^- /, ""));
}

describe("what is wrong with what is found", () => {
  test.each<[problem: RegExp, ...lines: string[]]>([
    [/no thing of this service/, "Finds one among all cats"],
    [/say `all` or `its`/, "Finds one among word.tags"],
    [/`colour` is no field/, "Finds one among all carts where colour is word"],
    [/`colour` is no field/, "Finds one among all carts by colour"],
    [/another input or named value already/, "Finds word among all carts"],
    [/another input or named value already/, "Finds one among all carts", "Finds one among all carts"],
    [/is what the action makes/, "Finds cart among all carts", 'Creates a cart with label = "x"'],
    [/is no thing/, "Finds one among all carts", "Sets one.label.size to 1"],
    [/which is the last/, "Answers it", "Answers it (202) if word is label"],
    [/A condition must stand here/, "Answers it (202) if word"],
    [
      /put it above/,
      "Moves state from idle to rented (409)",
      "Answers it (202) if word is label",
      "Only if word is label (409)",
    ],
  ])("%s", (problem, ...lines) => {
    expect(problemsOf(...lines)).toEqual([expect.stringMatching(problem)]);
  });
});

describe("the order in which things are judged is kept", () => {
  test.each<string[][]>([
    [
      [
        "Finds one among all carts where label is word by -label (404 `none`)",
        "Answers one (202) if one is not it",
        "Only if word is not label (409)",
        "Moves state from idle to rented (409)",
        "Only if one.state is idle (409)",
        "Sets one.label to word",
        "Answers {one} (203) if word is label",
        "Deletes one",
      ],
    ],
    [
      [
        "first = label",
        "Finds one among all carts where label is word",
        "Moves state from idle to rented (409)",
        "Only if word is not label (409)",
        "Finds other among all carts where it is not one (404)",
      ],
    ],
    [["Only if word is label (409)", "Moves state from idle to rented (409)"]],
  ])("%#", (lines) => {
    expect(printed(...lines)).toEqual(lines);
  });
});

test("an order of something among several values is printed in brackets, so that it ends where it does", () => {
  const effect = "Creates a cart with label = (first of label of all carts by -label, state), tags = tags";
  expect(printed(effect)[0]).toBe(effect);
});
