import fc from "fast-check";
import { expect, test } from "vitest";
import { Expression } from "../../../local/stepfunctions/expression.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";

const around = {
  chance: { random: () => 0.5, uuid: () => "id" },
  signal: new AbortController().signal,
};
const names = ["a", "b", "c"];

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom<Json>(0.5, 1e308, "", "x", "y", true, false, null),
);
const value = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 3 }),
  ),
})).value;

const path = fc.tuple(
  fc.constantFrom("$states.input", "$v"),
  fc.array(fc.constantFrom(...names, "length", "constructor"), { maxLength: 3 }),
);
const operand = fc.oneof(
  path.map(([start, steps]) => [start, ...steps].join(".")),
  fc.constantFrom("1", "0", "-2", "'x'", "true", "false", "null", "$missing"),
);
const operator = fc.constantFrom("+", "-", "*", "/", "%", "=", "!=", "<", "<=", ">", ">=", "&", "and", "or");
const source = fc.oneof(
  operand,
  fc.tuple(operand, operator, operand).map((parts) => parts.join(" ")),
  fc.tuple(operand, operator, operand, operator, operand).map((parts) => parts.join(" ")),
);

async function answer(compute: () => Json | Promise<Json>): Promise<unknown> {
  try {
    return { value: await compute() };
  } catch (error) {
    return { failure: String(error) };
  }
}

test("an expression that is given at once has the value, or the failure, that JSONata gives", async () => {
  await fc.assert(
    fc.asyncProperty(source, value, value, async (text, input, v) => {
      const expression = new Expression(text, "Output");
      const bindings = { states: { input }, v };
      const quick = await answer(() => expression.evaluate(bindings, around));
      const full = await answer(() => expression.evaluateFully(bindings, around));
      expect(quick).toEqual(full);
    }),
    { numRuns: 3000 },
  );
});

test("a plain path is given without a promise", () => {
  const expression = new Expression("$states.input.a.b > 1", "Condition");
  expect(expression.evaluate({ states: { input: { a: { b: 2 } } } }, around)).toBe(true);
});
