import { describe, expect, test } from "vitest";
import { specOfExample } from "../../../shared/spec/example.ts";
import { read } from "../../../shared/spec/grammar.ts";
import { exampleLine } from "../../../shared/spec/likeness.ts";
import { parseSpec } from "../../../shared/spec/parse.ts";
import { statements } from "../../../shared/spec/statements/index.ts";

const later = statements.filter(({ isLater }) => isLater);

test.each(later.map(({ title, ...more }) => ({ name: title, title, ...more })))("$name", (statement) => {
  const [example = ""] = statement.examples;
  const isOfAction = statement.places.includes("action") && !statement.places.includes("entity");
  const spec = isOfAction
    ? specOfExample(`### Do: \`POST /things/{id}/do\`\n${example}`, { places: ["action"] })
    : specOfExample(example, statement);
  const reading = parseSpec(spec);
  if (reading.outcome === "read") throw new Error("It was compiled.");
  expect(reading.problems).toHaveLength(1);
  expect(reading.problems[0]).toMatchObject({ isLater: true });
  expect(reading.problems[0]?.message).toMatch(`${statement.title} can't be compiled by this version yet.`);
});

test("what a later statement would define is not missed elsewhere", () => {
  const reading = parseSpec(
    "# A\n\n## Kiln\n- label: text\n- Ranked as rank by -label\n- double = rank * 2\n",
  );
  expect(reading.outcome === "unread" && reading.problems.map(({ isLater }) => isLater)).toEqual([true]);
});

describe("no sentence is two statements", () => {
  const all = statements.flatMap((statement) =>
    statement.places.map((place) => ({ place, rule: statement.rule, line: exampleLine(statement) })),
  );
  test.each(all)("$rule at $place: $line", ({ place, line }) => {
    const text = line.replace(/^(#+|-) /, "").replace(/\.$/, "");
    const readers = statements
      .filter(({ places, rule }) => places.includes(place) && !("failure" in read(rule, text)))
      .map(({ rule }) => rule);
    // The same words say what is kept of a thing and what an action takes, each at its place.
    expect(readers).toHaveLength(1);
  });
});
