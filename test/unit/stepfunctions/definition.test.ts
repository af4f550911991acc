import { describe, expect, test } from "vitest";
import { DefinitionError, parseDefinition } from "../../../local/stepfunctions/definition.ts";
import type { Json, JsonObject } from "../../../local/stepfunctions/json.ts";
import { machineOf } from "../../../local/stepfunctions/machine.ts";
import { functionArn, machine, run } from "./machines.ts";

const end = { Type: "Succeed" };
const task = { Type: "Task", Resource: functionArn, End: true };
const map = (more: { [field: string]: Json }) => ({
  Type: "Map",
  End: true,
  ItemProcessor: { StartAt: "In", States: { In: end } },
  ...more,
});

/** The sentence about a definition, without the frame that all of them have. */
function refusal(definition: JsonObject): string | undefined {
  try {
    machineOf(parseDefinition(definition));
  } catch (error) {
    if (!(error instanceof DefinitionError)) throw error;
    return error.message.replace(/^Invalid State Machine Definition: '(.*)'$/, "$1");
  }
  return undefined;
}

const only = (state: JsonObject) => machine({ A: state });
const passing = (more: JsonObject) => only({ Type: "Pass", End: true, ...more });
const branch = (states: { [name: string]: JsonObject }) => ({
  StartAt: Object.keys(states)[0] ?? "",
  States: states,
});
const retrying = (...Retry: JsonObject[]) => only({ ...task, Retry });

describe("refused, as the service says it", () => {
  test.each<[string, JsonObject, string]>([
    [
      "a field that is missing",
      { States: { A: end } },
      "The field 'StartAt' is required but was missing at /",
    ],
    ["an unknown field", only({ ...end, Outptu: 1 }), "Field 'Outptu' is not supported at /States/A"],
    ...["TimeoutSeconds", "Retry", "Catch"].map((field): [string, JsonObject, string] => [
      `${field} of a Pass`,
      passing({ [field]: field === "TimeoutSeconds" ? 1 : [] }),
      `Field '${field}' is not supported at /States/A`,
    ]),
    [
      "TimeoutSeconds of a Map",
      only(map({ TimeoutSeconds: 1 })),
      "Field 'TimeoutSeconds' is not supported at /States/A",
    ],
    [
      "a language of its own for an ItemProcessor",
      only(map({ ItemProcessor: { QueryLanguage: "JSONata", ...branch({ In: end }) } })),
      "Field 'QueryLanguage' is not supported at /States/A/ItemProcessor",
    ],
    [
      "JSONPath's fields",
      passing({ ResultPath: "$.a" }),
      "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage at /States/A",
    ],
    [
      "JSONata's fields in JSONPath, also within a Map of JSONata",
      {
        StartAt: "A",
        States: {
          A: {
            ...map({ ItemProcessor: branch({ In: { Type: "Succeed", Output: 1 } }) }),
            QueryLanguage: "JSONata",
          },
        },
      },
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/A/ItemProcessor/States/In",
    ],
    [
      "a JSONPath state",
      only({ ...end, QueryLanguage: "JSONPath" }),
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
    ],
    [
      "Credentials without a role",
      only({ ...task, Credentials: {} }),
      "The field 'RoleArn' is required but was missing at /States/A/Credentials",
    ],
    [
      "an argument that lambda:invoke lacks",
      only({
        ...task,
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: "{% $f %}", Retries: 2 },
      }),
      `The field "Retries" is not supported by Step Functions, or not run here at /States/A/Arguments`,
    ],
    [
      "a function that is not named",
      only({ ...task, Resource: "arn:aws:states:::lambda:invoke", Arguments: { Payload: "{% $p %}" } }),
      "The field 'FunctionName' is required but was missing at /States/A/Arguments",
    ],
    [
      "a call that is not waited for, which is not run here",
      only({
        ...task,
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: "f", InvocationType: "Event" },
      }),
      `The field 'InvocationType' cannot be "Event" here: Invalid input: expected "RequestResponse" at /States/A/Arguments`,
    ],
    [
      "a name of an execution that is no text",
      only({
        ...task,
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Arguments: { StateMachineArn: "arn", Name: 1 },
      }),
      "The field 'Name' cannot be 1 here: Invalid input: expected string, received number at /States/A/Arguments",
    ],
    [
      "a time that is none",
      only({ Type: "Wait", Timestamp: "2016-12-05 21:29:29Z", End: true }),
      "String does not match RFC3339 timestamp at /States/A/Timestamp",
    ],
  ])("%s", (_, definition, sentence) => {
    expect(refusal(definition)).toBe(`SCHEMA_VALIDATION_FAILED: ${sentence}`);
  });

  test.each<[string, JsonObject, string]>([
    [
      "a missing target",
      machine({ A: { Type: "Pass", Next: "B" } }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next",
    ],
    [
      "a missing target of a Catch",
      only({ ...task, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Catch[0]/Next",
    ],
    [
      "a missing start of a branch",
      only(map({ ItemProcessor: { StartAt: "B", States: { C: end } } })),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/ItemProcessor/StartAt",
    ],
    [
      "a target outside of the branch",
      machine({
        A: { ...map({ ItemProcessor: branch({ In: { Type: "Pass", Next: "B" } }) }), Next: "B", End: false },
        B: end,
      }),
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/ItemProcessor/States/In/Next",
    ],
    [
      "a loop without an end",
      machine({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } }),
      "MISSING_END_STATE: Workflow has no terminal state at /",
    ],
    [
      "a state that nothing leads to",
      machine({ A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" }, C: end }),
      'MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C',
    ],
    [
      "a name that is used in two branches",
      only({ Type: "Parallel", Branches: [branch({ In: end }), branch({ In: end })], End: true }),
      "DUPLICATE_STATE_NAME: Duplicate State name: In at /States/A/Branches[1]/States/In",
    ],
    [
      "a name that is used inside and outside",
      only(map({ ItemProcessor: branch({ A: end }) })),
      "DUPLICATE_STATE_NAME: Duplicate State name: A at /States/A/ItemProcessor/States/A",
    ],
    [
      "an expression that does not parse",
      only({
        ...map({ ItemProcessor: branch({ In: { Type: "Pass", Assign: { x: ["{% 1 + %}"] }, End: true } }) }),
      }),
      "INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/A/ItemProcessor/States/In/Assign/x[0]",
    ],
    ...["name", "$count(name)", "$map([1], function($v) { name })", "[1, {'a': name}]", "name.b + 1"].map(
      (source): [string, JsonObject, string] => [
        `a name of nothing: ${source}`,
        passing({ Output: { v: `{% ${source} %}` } }),
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'name' at the top level is not supported. at /States/A/Output/v",
      ],
    ),
    [
      "the root",
      passing({ Output: "{% $$.a %}" }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$$' is not supported. at /States/A/Output",
    ],
    [
      "errorOutput outside of a Catch",
      passing({ Output: "{% $states.errorOutput.Error %}" }),
      "UNSUPPORTED_JSONATA_EXPRESSION: Reference to '$states.errorOutput' is supported in a Catch only. at /States/A/Output",
    ],
  ])("%s", (_, definition, sentence) => {
    expect(refusal(definition)).toBe(sentence);
  });
});

describe("refused", () => {
  test.each<[string, JsonObject, RegExp]>([
    ["an unknown type", only({ Type: "Jump" }), /Invalid .* at \/States\/A\/Type/],
    ["no way on", only({ Type: "Pass" }), /exactly one of 'Next' and 'End'/],
    [
      "two ways on",
      machine({ A: { Type: "Pass", Next: "B", End: true }, B: end }),
      /exactly one of 'Next' and 'End'/,
    ],
    [
      "JSONPath by default",
      { StartAt: "A", States: { A: { Type: "Pass", Assign: { "a.$": "$" }, End: true } } },
      /JSONPath is not run here/,
    ],
    ["the distributed Map", only(map({ ItemReader: {} })), /distributed Map/],
    ["a batcher", only(map({ ItemBatcher: {} })), /distributed Map/],
    [
      "tolerated failures, which only the distributed Map has",
      only(map({ ToleratedFailureCount: 1 })),
      /distributed Map/,
    ],
    ["a Wait for nothing", only({ Type: "Wait", End: true }), /exactly one of 'Seconds' and 'Timestamp'/],
    ["a Choice of nothing", machine({ A: { Type: "Choice", Choices: [], Default: "B" }, B: end }), /Choices/],
    [
      "States.ALL beside another",
      retrying({ ErrorEquals: ["States.ALL", "X"] }),
      /'States.ALL' must appear alone at .*Retry\[0\]/,
    ],
    [
      "States.ALL before another",
      retrying({ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["X"] }),
      /'States.ALL' must be in the last element at .*Retry\[0\]/,
    ],
    [
      "States.ALL before another in a Catch",
      machine({
        A: {
          ...task,
          Catch: [
            { ErrorEquals: ["States.ALL"], Next: "B" },
            { ErrorEquals: ["X"], Next: "B" },
          ],
        },
        B: end,
      }),
      /'States.ALL' must be in the last element at .*Catch\[0\]/,
    ],
    ["no errors to retry", retrying({ ErrorEquals: [] }), /ErrorEquals/],
    ["an interval of none", retrying({ ErrorEquals: ["X"], IntervalSeconds: 0 }), /IntervalSeconds/],
    ["fewer than no attempts", retrying({ ErrorEquals: ["X"], MaxAttempts: -1 }), /MaxAttempts/],
    ["a rate that shrinks", retrying({ ErrorEquals: ["X"], BackoffRate: 0.9 }), /BackoffRate/],
    [
      "a longest delay that is no longer than the first",
      retrying({ ErrorEquals: ["X"], IntervalSeconds: 5, MaxDelaySeconds: 5 }),
      /must be greater than IntervalSeconds at .*MaxDelaySeconds/,
    ],
    ["an unknown jitter", retrying({ ErrorEquals: ["X"], JitterStrategy: "HALF" }), /JitterStrategy/],
    ["a timeout of none", only({ ...task, TimeoutSeconds: 0 }), /TimeoutSeconds/],
    [
      "a heartbeat that is no sooner than the timeout",
      only({ ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      /HeartbeatSeconds must be smaller than TimeoutSeconds/,
    ],
    [
      "a version of the language that there is not",
      machine({ A: end }, { Version: "2.0" }),
      /"1.0" at \/Version/,
    ],
    ["a reserved variable", passing({ Assign: { states: 1 } }), /'states' is reserved/],
    ["a variable that is no name", passing({ Assign: { "a-b": 1 } }), /letters, digits/],
    ["a name of 81 characters", machine({ ["x".repeat(81)]: end }), /at most 80 characters/],
  ])("%s", (_, definition, message) => {
    expect(refusal(definition)).toMatch(message);
  });

  test("text that is no JSON", () => {
    expect(() => parseDefinition("{")).toThrow(/The definition is not JSON/);
  });
});

describe("the service's JSONata", () => {
  const compile = (Output: string) =>
    machineOf(parseDefinition(machine({ A: { Type: "Pass", Output, End: true } })));

  test.each(["{% $a ?? 1 %}", "{% [1, {'b': $a ?: 2}] %}"])("%s is newer than it", (Output) => {
    expect(() => compile(Output)).toThrow("are newer than the service's JSONata 2.0.6");
  });

  test.each(["{% $exists($a) ? $a : 1 %}", "{% $a ? $a : 1 %}", "{% $match('a', /(?:a)/) ? '??' : '?:' %}"])(
    "%s is in it",
    (Output) => {
      expect(() => compile(Output)).not.toThrow();
    },
  );
});

describe("accepted", () => {
  test("a definition as text", async () => {
    expect(parseDefinition(JSON.stringify(machine({ A: end }))).startAt).toBe("A");
  });

  test("a state that says JSONata for itself, beside one that is the same in both languages", async () => {
    const { outcome } = await run({
      StartAt: "A",
      States: {
        A: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 + 1 %}", Next: "B" },
        B: { Type: "Pass", End: true },
      },
    });
    expect(outcome.output).toBe(2);
  });

  test.each([
    "$states.input.items[price > 1]{ sku: price }",
    "$states.input.items^(>price).sku",
    "$states.input.items.{ 'sku': sku, 'of': $count($states.input.items) }",
    "$map($states.input.items, function($i) { $i.(sku & price) })",
    "$states.input ~> | items | { 'sku': name }, ['price'] |",
  ])("names of what there is: %s", (source) => {
    expect(refusal(passing({ Output: `{% ${source} %}` }))).toBeUndefined();
  });

  test("a machine is compiled once", () => {
    const definition = parseDefinition(machine({ A: end }));
    expect(machineOf(definition)).toBe(machineOf(definition));
  });
});
