import { describe, expect, test } from "vitest";
import { standardRetry, withRules } from "../../../infra/aws/constructs/definition.ts";

const task = { Type: "Task", Resource: "arn" };
const ownRetry = [{ ErrorEquals: ["Busy"], JitterStrategy: "FULL" }];
const ownCatch = [{ ErrorEquals: ["States.ALL"], Next: "Failed" }];
const machine = JSON.stringify({
  StartAt: "Choose",
  TimeoutSeconds: 60,
  States: {
    Choose: { Type: "Choice", Choices: [], Default: "Work" },
    Work: { ...task, Next: "Patient" },
    Patient: { ...task, Arguments: { own: 1 }, Retry: ownRetry, Next: "Ask" },
    Ask: { ...task, Arguments: { FunctionName: "ask", Payload: { own: 1 } }, Next: "Both" },
    Both: { Type: "Parallel", Branches: [{ StartAt: "One", States: { One: task } }], Next: "Each" },
    Each: { Type: "Map", ItemProcessor: { StartAt: "Item", States: { Item: task } }, Next: "Tidy" },
    Tidy: { ...task, Catch: ownCatch, Next: "Failed" },
    Failed: { Type: "Fail" },
  },
});

describe("the rules of every state", () => {
  const { States: states, ...rest } = withRules(machine, "Tidy");
  const caught = [
    { ErrorEquals: ["States.ALL"], Assign: { failure: "{% $states.errorOutput %}" }, Next: "Tidy" },
  ];

  test("a Task is retried and its failure caught", () => {
    const { Arguments: _, ...work } = states.Work ?? {};
    expect(work).toEqual({ ...task, Next: "Patient", Retry: standardRetry, Catch: caught });
  });

  test("a Task inside a Map or Parallel is retried; the state around it catches", () => {
    expect(states.Both).toMatchObject({
      Branches: [{ States: { One: { Retry: standardRetry } } }],
      Catch: caught,
    });
    expect(states.Each).toMatchObject({
      ItemProcessor: { States: { Item: { Retry: standardRetry } } },
      Catch: caught,
    });
    expect(states.Both?.Branches?.[0]?.States.One).not.toHaveProperty("Catch");
  });

  test("what a state says itself holds, and comes before the rules", () => {
    expect(states.Patient?.Retry).toEqual([...ownRetry, ...standardRetry]);
    expect(states.Tidy?.Catch).toEqual(ownCatch);
  });

  test("a Task's function is told the trace that the execution's input names, beside its own arguments", () => {
    const traceparent = expect.stringContaining("$states.context.Execution.Input.traceparent");
    expect(states.Work?.Arguments).toEqual({ traceparent });
    expect(states.Both?.Branches?.[0]?.States.One?.Arguments).toEqual({ traceparent });
    expect(states.Each?.ItemProcessor?.States.Item?.Arguments).toEqual({ traceparent });
    expect(states.Patient?.Arguments).toEqual({ own: 1, traceparent });
    expect(states.Ask?.Arguments).toEqual({ FunctionName: "ask", Payload: { own: 1, traceparent } });
  });

  test("everything else stays as it is", () => {
    expect(rest).toEqual({ StartAt: "Choose", TimeoutSeconds: 60 });
    expect(states.Choose).toEqual({ Type: "Choice", Choices: [], Default: "Work" });
    expect(states.Failed).toEqual({ Type: "Fail" });
  });

  test("a machine without the state to clean up in is refused, and one whose failure would go to itself", () => {
    expect(() => withRules(machine, "Sweep")).toThrow(/has no state Sweep/);
    expect(() => withRules(machine, "Work")).toThrow(/give it a Catch of its own/);
  });
});
