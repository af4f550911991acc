import { describe, expect, test } from "vitest";
import { TaskFailure } from "../../../local/stepfunctions/failure.ts";
import type { InvokeTask } from "../../../local/stepfunctions/interpreter.ts";
import type { Json } from "../../../local/stepfunctions/json.ts";
import { invokeFunctions } from "../../../local/stepfunctions/lambda.ts";
import { runStateMachine } from "../../../local/stepfunctions/run.ts";
import { functionArn, heldClock, jumpingClock, machine, run, settled } from "./machines.ts";

const work = (more: { [field: string]: Json } = {}) =>
  machine({
    Work: { Type: "Task", Resource: functionArn, End: true, ...more },
    ...("Catch" in more ? { Rescue: { Type: "Pass", End: true } } : {}),
  });

/** Fails so many times, then gives its payload back. */
function failing(times: number, error = "Flaky"): InvokeTask & { calls: number } {
  const invoke = async (request: { arguments: Json }) => {
    invoke.calls += 1;
    if (invoke.calls <= times) throw new TaskFailure(error, `call ${invoke.calls}`);
    return request.arguments;
  };
  invoke.calls = 0;
  return invoke;
}

describe("functions", () => {
  const echo = async (name: string, payload: Json) => ({ payload: { name, payload } });

  test("a Task on a function's ARN gives the payload", async () => {
    const { outcome, types } = await run(
      work({ Arguments: { a: 1 } }),
      {},
      { invoke: invokeFunctions(echo) },
    );
    expect(outcome.output).toEqual({ name: functionArn, payload: { a: 1 } });
    expect(types.slice(2, 5)).toEqual([
      "LambdaFunctionScheduled",
      "LambdaFunctionStarted",
      "LambdaFunctionSucceeded",
    ]);
  });

  test("lambda:invoke gives the service's envelope", async () => {
    const definition = work({
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "Work", Payload: { a: "{% $states.input %}" } },
    });
    const { outcome, types } = await run(definition, 7, { invoke: invokeFunctions(echo) });
    expect(outcome.output).toMatchObject({
      ExecutedVersion: "$LATEST",
      Payload: { name: "Work", payload: { a: 7 } },
      StatusCode: 200,
    });
    expect(types.slice(2, 5)).toEqual(["TaskScheduled", "TaskStarted", "TaskSucceeded"]);
  });

  test("Arguments that turn out to hold what is not honoured fail the Task before the call", async () => {
    const invoke = failing(0);
    const Resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
    const Arguments = "{% {'FunctionName': 'Work', 'Qualifier': 'live'} %}";
    const { outcome, types } = await run(work({ Resource, Arguments }), {}, { invoke });
    expect(outcome.error).toBe("States.Runtime");
    expect(outcome.cause).toContain(
      `could not be used to start the Task: [The field 'Qualifier' cannot be "live" here`,
    );
    expect(types.slice(1)).toEqual(["TaskStateEntered", "ExecutionFailed"]);
    expect(invoke.calls).toBe(0);
  });

  test("an exception's class is the Error and its report the Cause", async () => {
    const functionError = { errorType: "TypeError", errorMessage: "no", trace: ["at handler"] };
    const invoke = async () => ({ functionError });
    const outcome = await runStateMachine({ definition: work(), input: {}, invoke });
    expect(outcome).toEqual({ status: "FAILED", error: "TypeError", cause: JSON.stringify(functionError) });
  });

  test("Arguments are evaluated before anything is scheduled", async () => {
    const { types } = await run(work({ Arguments: { a: "{% $x %}" } }));
    expect(types.slice(1)).toEqual(["TaskStateEntered", "EvaluationFailed", "ExecutionFailed"]);
  });
});

describe("Retry", () => {
  const retry = [
    { ErrorEquals: ["Flaky"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 10 },
  ];

  test("waits longer each time, up to the longest delay", async () => {
    const clock = jumpingClock();
    const { outcome } = await run(work({ Retry: retry }), "in", { invoke: failing(3), clock });
    expect(outcome.output).toBe("in");
    expect(clock.slept).toEqual([2000, 6000, 10_000]);
  });

  test("full jitter waits anything up to the delay", async () => {
    const clock = jumpingClock();
    const jitter = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 8, JitterStrategy: "FULL" }];
    await run(work({ Retry: jitter }), "in", { invoke: failing(1), clock, random: () => 0.25 });
    expect(clock.slept).toEqual([2000]);
  });

  test("other errors are not retried, and too many are the failure", async () => {
    const other = failing(9, "Other");
    await run(work({ Retry: retry }), {}, { invoke: other });
    expect(other.calls).toBe(1);
    const { outcome } = await run(work({ Retry: retry }), {}, { invoke: failing(9) });
    expect(outcome).toEqual({ status: "FAILED", error: "Flaky", cause: "call 4" });
  });

  test("the context counts the retries", async () => {
    const definition = work({ Retry: retry, Arguments: "{% $states.context.State.RetryCount %}" });
    expect((await run(definition, {}, { invoke: failing(2) })).outcome.output).toBe(2);
  });
});

describe("Catch", () => {
  test("without Output the error is passed on, even with an Assign", async () => {
    const Catch = [
      {
        ErrorEquals: ["States.TaskFailed"],
        Assign: { e: "{% $states.errorOutput.Error %}" },
        Next: "Rescue",
      },
    ];
    const { outcome, events } = await run(work({ Catch, Output: "unused" }), {}, { invoke: failing(1) });
    expect(outcome.output).toEqual({ Error: "Flaky", Cause: "call 1" });
    const exit = events.find(({ type }) => type === "TaskStateExited");
    expect(exit?.stateExitedEventDetails?.assignedVariables).toEqual({ e: '"Flaky"' });
  });

  test("Output sees the state's input and the error", async () => {
    const Output = ["{% $states.input %}", "{% $states.errorOutput.Cause %}"];
    const Catch = [{ ErrorEquals: ["States.ALL"], Output, Next: "Rescue" }];
    const { outcome } = await run(work({ Catch }), "in", { invoke: failing(1) });
    expect(outcome.output).toEqual(["in", "call 1"]);
  });

  test("a result above 256 KiB can be caught by States.ALL, and names the function", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Rescue" }];
    const { outcome } = await run(work({ Catch }), {}, { invoke: async () => "x".repeat(257 * 1024) });
    expect(outcome.output).toEqual({
      Error: "States.DataLimitExceeded",
      Cause: `The state/task '${functionArn}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  });

  test("nothing retries or catches States.Runtime, as was recorded of the service", async () => {
    const every = (names: string[]) => names.map((name) => ({ ErrorEquals: [name] }));
    const names = ["States.Runtime", "States.TaskFailed", "States.ALL"];
    const invoke = failing(9, "States.Runtime");
    const Catch = every(names).map((rule) => ({ ...rule, Next: "Rescue" }));
    const { outcome } = await run(work({ Retry: every(names), Catch }), {}, { invoke });
    expect(outcome).toEqual({ status: "FAILED", error: "States.Runtime", cause: "call 1" });
    expect(invoke.calls).toBe(1);
  });

  test.each(["States.DataLimitExceeded", "States.TaskFailed", "States.ALL"])(
    "Arguments above 256 KiB fail before the call, and %s catches that",
    async (name) => {
      const invoke = failing(0);
      const Catch = [{ ErrorEquals: [name], Next: "Rescue" }];
      const large = work({ Catch, Arguments: { a: "{% $pad('', 257 * 1024, 'x') %}" } });
      const { outcome, types } = await run(large, {}, { invoke });
      expect(outcome.output).toMatchObject({ Error: "States.DataLimitExceeded" });
      expect(types).not.toContain("LambdaFunctionScheduled");
      expect(invoke.calls).toBe(0);
    },
  );

  test("an evaluation that fails can be caught", async () => {
    const Catch = [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Rescue" }];
    const { outcome } = await run(work({ Catch, Arguments: "{% $x %}" }));
    expect(outcome.output).toMatchObject({ Error: "States.QueryEvaluationError" });
  });
});

describe("time", () => {
  test("a Task that is too late has timed out, and its call is aborted", async () => {
    const clock = heldClock();
    let aborted = false;
    const invoke: InvokeTask = ({ signal }) => {
      signal.addEventListener("abort", () => {
        aborted = true;
      });
      return new Promise(() => undefined);
    };
    const Catch = [{ ErrorEquals: ["States.Timeout"], Next: "Rescue" }];
    const running = run(work({ Catch, TimeoutSeconds: "{% $states.input %}" }), 3, { clock, invoke });
    await settled();
    clock.sleepers.find(({ milliseconds }) => milliseconds === 3000)?.wake();
    const { outcome, types } = await running;
    expect(outcome.output).toEqual({ Error: "States.Timeout", Cause: "" });
    expect(types).toContain("LambdaFunctionTimedOut");
    expect(aborted).toBe(true);
  });

  test("a Task in time leaves no timer behind", async () => {
    const clock = heldClock();
    await run(work({ TimeoutSeconds: 3 }), {}, { clock, invoke: failing(0) });
    expect(clock.sleepers).toEqual([]);
  });
});
