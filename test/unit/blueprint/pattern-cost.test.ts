import { expect, test } from "vitest";
import { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { checkPatterns } from "../../../shared/blueprint/pattern-cost.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { blueprint, entity } from "../../integration/compiler/blueprints.ts";

function problemsOf(pattern: string, maxLength?: number): Promise<string[]> {
  const field = { name: "code", type: "string" as const, pattern };
  const limited = maxLength === undefined ? field : { ...field, maxLength };
  return checkPatterns(Blueprint.parse(blueprint([entity("thing", "things", [limited])])));
}

test.each([
  "[A-Z]{2}/\\d+",
  "\\d{13}",
  "^[a-z0-9]+(-[a-z0-9]+)*$",
  "[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\\.[A-Za-z]{2,}",
  "(?=.*[A-Z])(?=.*\\d).{8,64}",
  "[A-Z]{3}-\\d{1,1000}",
  "[\\p{L}' -]{1,80}",
  "[a-z]{1,40}-?[a-z]{1,40}",
  "(\\d{1,3}\\.){3}\\d{1,3}",
  "(\\+|00)\\d{1,3}[ -]?\\d{4,14}",
  "cat|dog|[{}]+",
])("%s is fast on any text", async (pattern) => {
  expect(await problemsOf(pattern)).toEqual([]);
});

test.each([
  "^([a-z]+)+$",
  "(a|a)*b",
  "(\\w+\\s?)*",
  "([a-z]{1,9}){1,20}",
  "([a-z]{1,9}){1,30}",
  "(\\d+|[0-9a-f]+)*x",
  "(?=.)([a-z]+)+",
])("%s can take for ever, whatever the field's length", async (pattern) => {
  for (const maxLength of [undefined, 40]) {
    const [problem] = await problemsOf(pattern, maxLength);
    expect(problem).toContain(`thing.code: matching its pattern ${pattern} can take for ever`);
  }
});

test("a pattern whose time grows with a power of the length needs a maximum length", async () => {
  const [problem] = await problemsOf("[a-z]+-?[a-z]+");
  expect(problem).toContain("the square of the text's length");
  expect(problem).toContain("at most 1000");
  expect(await problemsOf("[a-z]+-?[a-z]+", 1_001)).toHaveLength(1);
  expect(await problemsOf("[a-z]+-?[a-z]+", 1_000)).toEqual([]);
  expect((await problemsOf("\\d*\\d*\\d*x"))[0]).toContain("at most 100");
});

test("what is no pattern, or too long a one, is refused", async () => {
  expect((await problemsOf("(["))[0]).toContain("not a regular expression");
  expect((await problemsOf("a".repeat(501)))[0]).toContain("longer than 500");
});

test("patterns of inputs, of elements and of what is inside an object are looked at too", async () => {
  const reading = parseSpec(`# Doors

### Ring: \`POST /ring\`
- tune: text, matches \`^([a-z]+)+$\`
- Answers {tune: tune}

## Door
- name: text, required
- panes: list of {colour: text, matches \`^([a-z]+)+$\`}
- frame: {wood: text, matches \`^([a-z]+)+$\`}
- state: state of open or closed

### Close: \`POST /doors/{id}/close\`
- code: text, required, matches \`^([a-z]+)+$\`
- Moves state from open to closed (409 \`shut\`)
`);
  if (reading.outcome === "unread") throw new Error(JSON.stringify(reading.problems));
  const problems = await checkPatterns(reading.blueprint);
  expect(problems.map((problem) => problem.split(":")[0])).toEqual([
    "door.panes.colour",
    "door.frame.wood",
    "door.Close.code",
    "Ring.tune",
  ]);
});
