import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withRules } from "../../infra/aws/constructs/definition.ts";
import type { Json } from "../../local/stepfunctions/json.ts";

/** How an execution ends on AWS. `cause` is left out where it is free text. */
export interface Expected {
  status: "SUCCEEDED" | "FAILED";
  output?: Json;
  error?: string;
}

/** Status, and what belongs to it: a failed execution's output is no output on AWS. */
export function essence({
  status,
  output,
  error,
}: {
  status?: string;
  output?: unknown;
  error?: string | undefined;
}): Expected {
  return (
    status === "SUCCEEDED" ? { status, output } : { status, ...(error === undefined ? {} : { error }) }
  ) as Expected;
}

export interface MachineCase {
  name: string;
  definition: { QueryLanguage: "JSONata"; StartAt: string; States: Record<string, unknown> };
  input: Json;
  expected: Expected;
  /** Why MiniStack ends otherwise, where AWS's documentation or recorded answers decide against it. */
  differs?: string;
  /** Execution name, for machines that read it. */
  execution?: string;
}

/** The function of `function.mjs`, where MiniStack and the local interpreter find it. */
export const functionArn = "arn:aws:lambda:us-east-1:000000000000:function:plays";

const task = (Arguments: Json, more: object = {}) => ({
  Type: "Task",
  Resource: functionArn,
  Arguments,
  TimeoutSeconds: 20,
  End: true,
  ...more,
});

const machine = (States: Record<string, unknown>) => ({
  QueryLanguage: "JSONata" as const,
  StartAt: Object.keys(States)[0] ?? "",
  States,
});

const succeeded = (output: Json): Expected => ({ status: "SUCCEEDED", output });

const small: MachineCase[] = [
  {
    name: "Pass: output from input and variables of an earlier state",
    definition: machine({
      First: { Type: "Pass", Assign: { factor: "{% $states.input.n %}" }, Output: { n: 2 }, Next: "Second" },
      Second: { Type: "Pass", Output: { product: "{% $factor * $states.input.n %}" }, End: true },
    }),
    input: { n: 21 },
    expected: succeeded({ product: 42 }),
  },
  {
    name: "Pass: entries of one Assign see the old values",
    definition: machine({
      First: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Swap" },
      Swap: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Next: "Show" },
      Show: { Type: "Pass", Output: { a: "{% $a %}", b: "{% $b %}" }, End: true },
    }),
    input: {},
    expected: succeeded({ a: 2, b: 1 }),
    differs: "it assigns entry by entry",
  },
  {
    name: "Choice: the first rule that holds, else the default",
    definition: machine({
      Choose: {
        Type: "Choice",
        Choices: [
          { Condition: "{% $states.input.n > 10 %}", Next: "Large" },
          { Condition: "{% $states.input.n > 5 %}", Next: "Medium" },
        ],
        Default: "Small",
      },
      Large: { Type: "Pass", Output: "large", End: true },
      Medium: { Type: "Pass", Output: "medium", End: true },
      Small: { Type: "Pass", Output: "small", End: true },
    }),
    input: { n: 7 },
    expected: succeeded("medium"),
  },
  {
    name: "Choice: a condition on a missing value fails",
    definition: machine({
      Choose: {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.missing %}", Next: "End" }],
        Default: "End",
      },
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: { status: "FAILED", error: "States.QueryEvaluationError" },
  },
  {
    name: "Choice: no rule holds and there is no default",
    definition: machine({
      Choose: { Type: "Choice", Choices: [{ Condition: "{% false %}", Next: "End" }] },
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: { status: "FAILED", error: "States.Runtime" },
    differs:
      "it follows the documentation's States.NoChoiceMatched; users of the service report States.Runtime",
  },
  {
    name: "Fail: error and cause from expressions",
    definition: machine({
      Stop: { Type: "Fail", Error: "{% 'Custom.' & $states.input.kind %}", Cause: "{% $states.input.why %}" },
    }),
    input: { kind: "Stop", why: "asked to" },
    expected: { status: "FAILED", error: "Custom.Stop" },
  },
  {
    name: "Succeed: output",
    definition: machine({ Done: { Type: "Succeed", Output: { sum: "{% $sum($states.input.numbers) %}" } } }),
    input: { numbers: [1, 2, 3] },
    expected: succeeded({ sum: 6 }),
    differs: "its Succeed ignores Output",
  },
  {
    name: "Wait: no time at all, passes its input on",
    definition: machine({ Rest: { Type: "Wait", Seconds: 0, End: true } }),
    input: { kept: true },
    expected: succeeded({ kept: true }),
  },
  {
    name: "Task: a function's answer, shaped by Output",
    definition: machine({
      Call: task({ give: "{% $states.input.word %}" }, { Output: { got: "{% $states.result %}" } }),
    }),
    input: { word: "hello" },
    expected: succeeded({ got: "hello" }),
  },
  {
    name: "Task: an undefined argument fails before the call",
    definition: machine({ Call: task({ give: "{% $states.input.missing %}" }) }),
    input: {},
    expected: { status: "FAILED", error: "States.QueryEvaluationError" },
  },
  {
    name: "Task: a function's error is caught, and its name is known",
    definition: machine({
      Call: task(
        { throw: "WrongWordError", message: "not that one" },
        { Catch: [{ ErrorEquals: ["WrongWordError"], Output: "caught by name", Next: "End" }] },
      ),
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: succeeded("caught by name"),
    differs: "it names every function's error Runtime.HandlerError",
  },
  {
    name: "Task: any error is caught by States.ALL, with the state's input at hand",
    definition: machine({
      Call: task(
        { throw: "WrongWordError", message: "not that one" },
        {
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: { failed: true },
              Output: { input: "{% $states.input %}" },
              Next: "Show",
            },
          ],
        },
      ),
      Show: {
        Type: "Pass",
        Output: { failed: "{% $failed %}", input: "{% $states.input.input %}" },
        End: true,
      },
    }),
    input: { n: 1 },
    expected: succeeded({ failed: true, input: { n: 1 } }),
  },
  {
    name: "Task: an uncaught error fails the execution",
    definition: machine({ Call: task({ throw: "WrongWordError", message: "not that one" }) }),
    input: {},
    expected: { status: "FAILED", error: "WrongWordError" },
    differs: "it names every function's error Runtime.HandlerError",
  },
  {
    name: "Task: retried until the error goes to Catch",
    definition: machine({
      Call: task(
        { throw: "AgainError", message: "again" },
        {
          Retry: [{ ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }],
          Catch: [{ ErrorEquals: ["States.ALL"], Output: "gave up", Next: "End" }],
        },
      ),
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: succeeded("gave up"),
  },
  {
    name: "Task: lambda:invoke gives the payload inside its envelope",
    definition: machine({
      Call: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Arguments: { FunctionName: functionArn, Payload: { give: [1, 2] } },
        Output: { payload: "{% $states.result.Payload %}", status: "{% $states.result.StatusCode %}" },
        End: true,
      },
    }),
    input: {},
    expected: succeeded({ payload: [1, 2], status: 200 }),
  },
  {
    name: "Map: each item through a function, in order",
    definition: machine({
      Each: {
        Type: "Map",
        Items: "{% $states.input.words %}",
        ItemSelector: {
          word: "{% $states.context.Map.Item.Value %}",
          place: "{% $states.context.Map.Item.Index %}",
        },
        MaxConcurrency: 2,
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Call",
          States: { Call: task({ give: "{% $states.input.word & $string($states.input.place) %}" }) },
        },
        End: true,
      },
    }),
    input: { words: ["a", "b", "c"] },
    expected: succeeded(["a0", "b1", "c2"]),
  },
  {
    name: "Map: no items, no iterations",
    definition: machine({
      Each: {
        Type: "Map",
        Items: [],
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Never",
          States: { Never: { Type: "Fail" } },
        },
        End: true,
      },
    }),
    input: {},
    expected: succeeded([]),
  },
  {
    name: "Map: one failed iteration goes to the Map's Catch",
    definition: machine({
      Each: {
        Type: "Map",
        Items: [1, 2],
        ItemProcessor: {
          ProcessorConfig: { Mode: "INLINE" },
          StartAt: "Choose",
          States: {
            Choose: {
              Type: "Choice",
              Choices: [{ Condition: "{% $states.input = 2 %}", Next: "Stop" }],
              Default: "Fine",
            },
            Stop: { Type: "Fail", Error: "Second", Cause: "the second fails" },
            Fine: { Type: "Succeed" },
          },
        },
        Catch: [{ ErrorEquals: ["Second"], Output: "{% $states.errorOutput.Error %}", Next: "End" }],
        Next: "End",
      },
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: succeeded("Second"),
  },
  {
    name: "Parallel: the branches' outputs in order, each with the outer variables",
    definition: machine({
      Before: { Type: "Pass", Assign: { base: 10 }, Next: "Both" },
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "One", States: { One: task({ give: "{% $base + 1 %}" }) } },
          { StartAt: "Two", States: { Two: { Type: "Pass", Output: "{% $base + 2 %}", End: true } } },
        ],
        End: true,
      },
    }),
    input: {},
    expected: succeeded([11, 12]),
  },
  {
    name: "Parallel: a failed branch goes to the Parallel's Catch",
    definition: machine({
      Both: {
        Type: "Parallel",
        Branches: [
          { StartAt: "One", States: { One: { Type: "Pass", End: true } } },
          { StartAt: "Two", States: { Two: task({ throw: "BranchError", message: "down" }) } },
        ],
        Catch: [{ ErrorEquals: ["States.ALL"], Output: "mended", Next: "End" }],
        Next: "End",
      },
      End: { Type: "Succeed" },
    }),
    input: {},
    expected: succeeded("mended"),
  },
  {
    name: "JSONata: an expression that throws",
    definition: machine({ Bad: { Type: "Pass", Output: "{% $number('x') %}", End: true } }),
    input: {},
    expected: { status: "FAILED", error: "States.QueryEvaluationError" },
  },
];

/** A machine of the project as it is deployed: with the rules of all its states, and what fails going to `cleanUp`. */
const ownFile = (name: string, cleanUp: string) => {
  const text = readFileSync(
    join(import.meta.dirname, "..", "..", "statemachines", `${name}.asl.json`),
    "utf8",
  );
  return withRules(text.replaceAll(/\$\{\w+\}/g, functionArn), cleanUp) as MachineCase["definition"];
};

/** The project's own machines, with a function that plays every state as the execution's name asks for. */
const own: MachineCase[] = [
  {
    name: "Develop: straight through",
    execution: "straight",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: succeeded({ run: "straight", service: "s", release: "r", bundle: "b", report: "p0" }),
  },
  {
    name: "Develop: what the gates find is mended in one round",
    execution: "mended",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: succeeded({ run: "mended", service: "s", release: "r", bundle: "b", report: "p1" }),
  },
  {
    name: "Develop: gates that stay red end it after three rounds",
    execution: "hopeless",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: { status: "FAILED", error: "GatesFailed" },
  },
  {
    name: "Develop: a round that changes nothing is the last",
    execution: "stuck",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: { status: "FAILED", error: "GatesFailed" },
  },
  {
    name: "Develop: a clause that is not met is withheld",
    execution: "unmet",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: { status: "FAILED", error: "UnmetClauses" },
  },
  {
    name: "Develop: a clause that is not met is delivered where it may be",
    execution: "allowed",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: succeeded({ run: "allowed", service: "s", release: "r", bundle: "b", report: "p0" }),
  },
  {
    name: "Develop: a refused requirement goes to Abandon",
    execution: "refused",
    definition: ownFile("develop", "Abandon"),
    input: { requirement: "x" },
    expected: { status: "FAILED", error: "RequirementRefusedError" },
    differs: "it names every function's error Runtime.HandlerError",
  },
  {
    name: "Deliver: straight through",
    execution: "delivered",
    definition: ownFile("deliver", "Rollback"),
    input: { run: "r1", service: "s", release: "r", bundle: "b", previous: null, newest: null },
    expected: succeeded({ url: "u" }),
  },
  {
    name: "Deliver: a failed smoke test is rolled back",
    execution: "smoking",
    definition: ownFile("deliver", "Rollback"),
    input: { run: "r1", service: "s", release: "r", bundle: "b", previous: null, newest: null },
    expected: { status: "FAILED", error: "SmokeFailed" },
  },
  {
    name: "Deliver: started by a service's name, past shadow, canary and watch",
    execution: "compared",
    definition: ownFile("deliver", "Rollback"),
    input: { service: "s" },
    expected: succeeded({ release: "r" }),
  },
  {
    name: "Deliver: harm in the shadow is rolled back",
    execution: "harmful-shadow",
    definition: ownFile("deliver", "Rollback"),
    input: { run: "r1", service: "s", release: "r", bundle: "b", previous: "q", newest: "q" },
    expected: { status: "FAILED", error: "HarmFound" },
  },
  {
    name: "Deliver: harm after the promotion is rolled back",
    execution: "harmful-watch",
    definition: ownFile("deliver", "Rollback"),
    input: { run: "r1", service: "s", release: "r", bundle: "b", previous: "q", newest: "q" },
    expected: { status: "FAILED", error: "HarmFound" },
  },
  {
    name: "Deliver: a rollback that was asked for",
    execution: "asked",
    definition: ownFile("deliver", "Rollback"),
    input: { run: "r1", service: "s", rollback: { reason: "asked" } },
    expected: succeeded({ live: null }),
  },
  {
    name: "Recover: a delivery that was aborted",
    execution: "recovered",
    definition: ownFile("recover", "Abandon"),
    input: {
      detail: {
        executionArn: "arn:aws:states:us-east-1:000000000000:execution:Deliver:d1",
        name: "d1",
        status: "ABORTED",
        input: '{"run": "r1", "service": "s", "release": "r"}',
      },
    },
    expected: succeeded({ live: null }),
  },
];

export const machineCases: readonly MachineCase[] = [...small, ...own];
