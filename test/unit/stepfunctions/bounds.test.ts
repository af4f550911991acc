import { describe, expect, test } from "vitest";
import { bounds } from "../../../local/stepfunctions/bounds.ts";
import { CompiledExpression } from "../../../local/stepfunctions/compiled-expression.ts";
import { EvaluationThreads } from "../../../local/stepfunctions/evaluation-threads.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";
import { machine, run } from "./machines.ts";

const tooDeep = "Stack overflow error: Check for non-terminating recursive function.";
const tooMuch = "Expression evaluation memory limit exceeded: Check for excessive memory usage";
const tooLong = "Expression evaluation timeout: Check for infinite loop";

async function evaluate(source: string, input: Json = {}) {
  const { outcome } = await run(
    machine({ Only: { Type: "Pass", Output: `{% ${source} %}`, End: true } }),
    input,
  );
  return outcome;
}

const nested = (levels: number) => `($f := function($n) { $n = 0 ? 0 : 1 + $f($n - 1) }; $f(${levels}))`;
const doubled = (times: number) =>
  `($f := function($s, $n) { $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f('x', ${times})))`;
const sum = (terms: number) => Array.from({ length: terms }, () => "1").join(" + ");

describe("a state fails whose expression", () => {
  test.each([
    ["calls itself 200 deep", nested(200), tooDeep],
    ["is a sum of 200 terms", sum(200), tooDeep],
    ["ranges over 900,000", "$sum([1..900000])", tooMuch],
    ["ranges over one more than the service holds", `$count([1..${bounds.elements + 1}])`, tooMuch],
    ["asks $range for more than the service gives", `$count($range(1, ${bounds.range + 1}, 1))`, tooMuch],
    ["makes a text of 8 million characters", doubled(23), tooMuch],
    ["pads a text to 400 million characters", "$length($pad('', 400000000, 'x'))", tooMuch],
    [
      "doubles a list 30 times",
      "$count($reduce([1..30], function($a, $b) { $append($a, $a) }, [1]))",
      tooMuch,
    ],
  ])("%s", async (_, source, bound) => {
    const outcome = await evaluate(source);
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.QueryEvaluationError" });
    expect(outcome.cause).toContain(
      `specified for the field 'Output' threw an error during evaluation: ${bound}`,
    );
  });
});

describe("within the bounds", () => {
  test.each<[string, string, Json, Json]>([
    ["a function calls itself 20 deep", nested(20), {}, 20],
    ["a sum has 90 terms", sum(90), {}, 90],
    ["a range has as many as the service holds", `$count([1..${bounds.elements}])`, {}, bounds.elements],
    ["a text has 4 million characters", doubled(22), {}, 2 ** 22],
    [
      "a list has 150 entries",
      `$count([${Array(150).fill("$states.input.a.b").join(",")}])`,
      { a: { b: 1 } },
      150,
    ],
    ["data are grouped by 500 keys", "$count($keys([1..500].{'id': 'k' & $}{ id: $count(id) }))", {}, 500],
  ])("%s", async (_, source, input, expected) => {
    expect(await evaluate(source, input)).toEqual({ status: "SUCCEEDED", output: expected });
  });
});

describe("what can run away", () => {
  const risky = (source: string) => new CompiledExpression(source, 100, false).canRunAway;

  test.each([
    "$states.input.items[price > 20].name",
    "$map($states.input, function($i) { $string($i.a) })",
    "$merge($filter($states.input, function($i) { $i.ok }))",
    "$replace($states.input, ' ', '-')",
    "$replace($states.input, /[ ,]/, '-')",
    "$pad($string($states.input), -8, '0')",
    "$states.input ~> $sum()",
  ])("%s cannot", (source) => {
    expect(risky(source)).toBe(false);
  });

  test.each([
    "$match($states.input, /(a+)+$/)",
    "$split($states.input, /\\s*,/)",
    "($f := function($x) { $f($x) }; $f(1))",
    "(function($f) { $f($f) })(function($f) { $f($f) })",
    "$map($states.input, function($i) { $contains($i, /a*b/) })",
    "$map($states.input, $distinct)",
    "$replace($states.input.a, $states.input.b, $states.input.c)",
    "$pad('', $states.input)",
    "$pad('', 1000000)",
    "$states.input ~> $toMillis('[H][m]')",
  ])("%s can", (source) => {
    expect(risky(source)).toBe(true);
  });
});

describe("in a thread of its own", () => {
  const threads = new EvaluationThreads(1000);
  const ask = (source: string, input: Json = {}, signal = new AbortController().signal) =>
    threads.evaluate({ source, bindings: { states: { input } } }, signal);

  test.each([
    ["a function that calls itself for ever", "($f := function($n) { $f($n + 1) }; $f(1))"],
    ["a pattern that backtracks without end", `$match('${"a".repeat(60)}!', /^(a+)+$/)`],
    ["a value of 2^60 leaves", "$string($reduce([1..60], function($a, $b) { {'l': $a, 'r': $a} }, 1))"],
  ])("%s is ended", async (_, source) => {
    expect(await ask(source)).toEqual({
      failure: `threw an error during evaluation: ${tooLong}`,
      late: true,
    });
  });

  test("more expressions than threads have their turn, whatever ends the ones before", async () => {
    const endless = ask(`$match('${"a".repeat(60)}!', /^(a+)+$/)`);
    const others = Array.from({ length: 6 }, (_, index) => ask("$states.input + 1", index));
    expect(await Promise.all(others)).toEqual([1, 2, 3, 4, 5, 6].map((value) => ({ value })));
    expect(await endless).toMatchObject({ late: true });
    expect(await ask("$states.input", [0])).toEqual({ value: [0] });
  });

  test("nobody waits for an expression after an abort, and the next has its turn", async () => {
    const controller = new AbortController();
    const endless = Array.from({ length: 8 }, () =>
      ask(`$match('${"a".repeat(60)}!', /^(a+)+$/)`, {}, controller.signal),
    );
    const next = ask("$states.input", 1);
    controller.abort(new Error("stopped"));
    for (const evaluation of endless) await expect(evaluation).rejects.toThrow("stopped");
    expect(await next).toEqual({ value: 1 });
  });
});

test("a Map of expressions that never end is over with the first of them", async () => {
  const definition = machine({
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "In",
        States: { In: { Type: "Pass", Output: "{% $match($states.input, /^(a+)+$/) %}", End: true } },
      },
      End: true,
    },
  });
  const began = performance.now();
  const { outcome, types } = await run(definition, Array(20).fill(`${"a".repeat(60)}!`));
  expect(outcome.error).toBe("States.QueryEvaluationError");
  expect(types.filter((type) => type === "EvaluationFailed")).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(2 * bounds.milliseconds);
}, 60_000);

test("an expression that never ends fails its state, can be caught, and holds up nothing else", async () => {
  const forever = "{% ($f := function($n) { $f($n + 1) }; $f(1)) %}";
  const slow = "{% $count([1..800000].($ + 1).($ + 1).($ + 1).($ + 1)) %}";
  const branch = (Output: string, index: number) => ({
    StartAt: `In${index}`,
    States: { [`In${index}`]: { Type: "Pass", Output, End: true } },
  });
  const definition = machine({
    Both: {
      Type: "Parallel",
      Branches: [forever, slow].map(branch),
      Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Caught" }],
      End: true,
    },
    Caught: { Type: "Pass", Output: "{% $states.input.Cause %}", End: true },
  });
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 20);
  const { outcome } = await run(definition);
  clearInterval(watch);
  expect(outcome.output).toContain(tooLong);
  expect(longest).toBeLessThan(2000);
}, 30_000);
