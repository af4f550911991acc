import { describe, expect, test } from "vitest";
import type { Json } from "../../../local/stepfunctions/json.ts";
import { machine, run } from "./machines.ts";

async function output(value: Json, input: Json = {}) {
  const { outcome } = await run(machine({ Only: { Type: "Pass", Output: value, End: true } }), input);
  return outcome;
}

const frame = "An error occurred while executing the state 'Only' (entered at the event id #2). ";

describe("values", () => {
  test.each<[string, Json, Json, Json]>([
    ["text with a blank before the marker stays text", " {% 1 %}", {}, " {% 1 %}"],
    ["any JSON is an Output", [null, { a: "{% 1 + 1 %}" }], {}, [null, { a: 2 }]],
    ["a whole number has no fraction", "{% 3.5 * 2 %}", {}, 7],
    ["minus zero is zero", "{% -0 %}", {}, 0],
    ["a list of one stays a list when it was given", "{% $states.input %}", [0], [0]],
    ["an empty list stays a list", "{% $states.input %}", [], []],
    ["a predicate's single match stands alone", "{% $states.input[$ > 1] %}", [1, 2], 2],
    ["$range of one number stands alone", "{% $range(1, 9, 9) %}", {}, 1],
    ["$range includes both ends", "{% $range(0, 10, 5) %}", {}, [0, 5, 10]],
    ["$range drops fractions", "{% $range(-1.7, 2.5, 1.2) %}", {}, [-1, 0, 1, 2]],
    ["$range counts down", "{% $range(3, 1, -1) %}", {}, [3, 2, 1]],
    ["$partition keeps its list of lists", "{% $partition([0], 4) %}", {}, [[0]]],
    ["$partition leaves the rest last", "{% $partition([1..5], 2) %}", {}, [[1, 2], [3, 4], [5]]],
    ["$parse reads JSON", "{% $parse('{\"a\":[1]}').a[0] %}", {}, 1],
    ["$hash digests", "{% $hash('abc', 'MD5') %}", {}, "900150983cd24fb0d6963f7d28e17f72"],
    ["an infinite number has a name", ["{% 1 / 0 %}", "{% [-1 / 0] %}"], {}, ["Infinity", ["-Infinity"]]],
    ["a seed gives the number that Java gives", "{% $random(42) %}", {}, 0.7275636800328681],
  ])("%s", async (_, expression, input, expected) => {
    expect(await output(expression, input)).toEqual({ status: "SUCCEEDED", output: expected });
  });

  test("$uuid and $random come from what was passed in", async () => {
    const definition = machine({
      Only: { Type: "Pass", Output: ["{% $uuid() %}", "{% $random() %}"], End: true },
    });
    const { outcome } = await run(definition, {}, { uuid: () => "id-1", random: () => 0.25 });
    expect(outcome.output).toEqual(["id-1", 0.25]);
  });
});

describe("failures", () => {
  test.each<[string, Json, string]>([
    [
      "nothing is an error, at its slash path",
      { a: { b: "{% $missing %}" } },
      "The JSONata expression '$missing' specified for the field 'Output/a/b' returned nothing (undefined).",
    ],
    [
      "JSONata's own code and text are given",
      "{% $eval('1') %}",
      "The JSONata expression '$eval('1')' specified for the field 'Output' threw an error during evaluation. T1006: Attempted to invoke a non-function",
    ],
    [
      "a function is no value",
      "{% function($x){$x} %}",
      "The JSONata expression 'function($x){$x}' specified for the field 'Output' returned an unsupported result type.",
    ],
  ])("%s", async (_, expression, cause) => {
    const expected = { status: "FAILED", error: "States.QueryEvaluationError", cause: frame + cause };
    expect(await output(expression)).toEqual(expected);
  });

  test("the failure of an evaluation comes just before the failure that it causes", async () => {
    const { events } = await run(machine({ Only: { Type: "Pass", Output: "{% $x %}", End: true } }));
    expect(events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, "ExecutionStarted"],
      [2, 0, "PassStateEntered"],
      [3, 0, "EvaluationFailed"],
      [4, 3, "ExecutionFailed"],
    ]);
    expect(events[2]?.evaluationFailedEventDetails).toMatchObject({ location: "Output", state: "Only" });
  });
});

describe("variables and context", () => {
  test("all entries of one Assign see the old values", async () => {
    const { outcome, events } = await run(
      machine({
        First: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swap" },
        Swap: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Output: "{% $a %}", Next: "Last" },
        Last: { Type: "Pass", Output: "{% [$states.input, $a, $b] %}", End: true },
      }),
    );
    expect(outcome.output).toEqual([1, 2, 1]);
    const exit = events.find(({ type }) => type === "PassStateExited");
    expect(exit?.stateExitedEventDetails?.assignedVariables).toEqual({ a: "1", b: "2" });
  });

  test("the context tells of execution, machine and state", async () => {
    const context = { Execution: { Name: "run-1" }, StateMachine: { Name: "Build" } };
    const definition = machine({ Only: { Type: "Pass", Output: "{% $states.context %}", End: true } });
    const { outcome } = await run(definition, { a: 1 }, { context });
    expect(outcome.output).toEqual({
      Execution: {
        Id: "arn:aws:states:us-east-1:000000000000:execution:Build:run-1",
        Input: { a: 1 },
        StartTime: "2030-01-01T00:00:00.000Z",
        Name: "run-1",
        RoleArn: "arn:aws:iam::000000000000:role/StepFunctions",
        RedriveCount: 0,
      },
      StateMachine: { Id: "arn:aws:states:us-east-1:000000000000:stateMachine:Build", Name: "Build" },
      State: { Name: "Only", EnteredTime: "2030-01-01T00:00:00.000Z" },
    });
  });
});
