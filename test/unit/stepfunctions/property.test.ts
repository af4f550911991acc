import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../local/stepfunctions/json.ts";
import { machine, run } from "./machines.ts";

/** A step of a machine that only goes forward: add, assign, or skip some steps when the value is above a bound. */
type Step =
  | { kind: "add"; by: number }
  | { kind: "assign"; by: number }
  | { kind: "skip"; above: number; over: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), by: fc.integer({ min: -99, max: 99 }) }),
  fc.record({ kind: fc.constant("assign" as const), by: fc.integer({ min: -99, max: 99 }) }),
  fc.record({
    kind: fc.constant("skip" as const),
    above: fc.integer({ min: -99, max: 99 }),
    over: fc.integer({ min: 1, max: 4 }),
  }),
);

function definitionOf(steps: Step[]): JsonObject {
  const name = (index: number) => (index < steps.length ? `S${index}` : "Done");
  const states: { [name: string]: JsonObject } = {
    Begin: { Type: "Pass", Assign: { total: 0 }, Next: name(0) },
  };
  for (const [index, item] of steps.entries()) {
    const Next = name(index + 1);
    if (item.kind === "add")
      states[name(index)] = { Type: "Pass", Output: `{% $states.input + ${item.by} %}`, Next };
    if (item.kind === "assign") {
      states[name(index)] = {
        Type: "Pass",
        Assign: { total: `{% $total + $states.input * ${item.by} %}` },
        Next,
      };
    }
    if (item.kind === "skip") {
      const Condition = `{% $states.input > ${item.above} %}`;
      const rule = { Condition, Next: name(index + item.over), Output: "{% -$states.input %}" };
      states[name(index)] = { Type: "Choice", Choices: [rule], Default: Next };
    }
  }
  states.Done = { Type: "Succeed", Output: ["{% $states.input %}", "{% $total %}"] };
  return machine(states);
}

function evaluate(steps: Step[], start: number): number[] {
  let value = start;
  let total = 0;
  for (let index = 0; index < steps.length; ) {
    const item = steps[index];
    if (item === undefined) break;
    let over = 1;
    if (item.kind === "add") value += item.by;
    if (item.kind === "assign") total += value * item.by;
    if (item.kind === "skip" && value > item.above) {
      value = -value;
      over = item.over;
    }
    index += over;
  }
  return [value, total];
}

test("a machine of Pass and Choice ends with what its steps give when they are done by hand", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      fc.integer({ min: -99, max: 99 }),
      async (steps, start) => {
        const { outcome, events } = await run(definitionOf(steps), start);
        const expected = evaluate(steps, start).map((value) => value + 0);
        expect(outcome).toEqual({ status: "SUCCEEDED", output: expected });
        expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
        for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id);
      },
    ),
    { numRuns: 60 },
  );
});
