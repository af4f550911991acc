import { describe, expect, test } from "vitest";
import type { Json } from "../../../local/stepfunctions/json.ts";
import { heldClock, jumpingClock, machine, run, settled } from "./machines.ts";

describe("Choice", () => {
  const choose = machine({
    Choose: {
      Type: "Choice",
      Choices: [
        { Condition: "{% $states.input.go %}", Next: "Went", Output: "rule", Assign: { by: "rule" } },
      ],
      Default: "Stayed",
      Output: "default",
      Assign: { by: "default" },
    },
    Went: { Type: "Pass", Output: "{% [$states.input, $by] %}", End: true },
    Stayed: { Type: "Pass", Output: "{% [$states.input, $by] %}", End: true },
  });

  test("only the matching rule's Assign and Output apply", async () => {
    expect((await run(choose, { go: true })).outcome.output).toEqual(["rule", "rule"]);
  });

  test("the state's own apply on Default", async () => {
    expect((await run(choose, { go: false })).outcome.output).toEqual(["default", "default"]);
  });

  test("a condition that is no boolean fails the evaluation", async () => {
    const { outcome } = await run(choose, { go: "yes" });
    expect(outcome.error).toBe("States.QueryEvaluationError");
    expect(outcome.cause).toContain(`Expected 'boolean', but was 'string' for value: "yes"`);
  });

  test("no rule and no Default is a runtime error", async () => {
    const definition = machine({
      Choose: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }] },
      End: { Type: "Succeed" },
    });
    expect((await run(definition)).outcome).toMatchObject({ status: "FAILED", error: "States.Runtime" });
  });
});

describe("Fail", () => {
  test("what is not given stays absent, and there is no output", async () => {
    expect((await run(machine({ Stop: { Type: "Fail" } }))).outcome).toEqual({ status: "FAILED" });
  });

  test("Error and Cause may be expressions", async () => {
    const definition = machine({ Stop: { Type: "Fail", Error: "{% $states.input.e %}", Cause: "told" } });
    const { outcome } = await run(definition, { e: "Broken" });
    expect(outcome).toEqual({ status: "FAILED", error: "Broken", cause: "told" });
  });
});

describe("Wait", () => {
  test("seconds pass on the clock that was given", async () => {
    const clock = jumpingClock();
    const definition = machine({ Rest: { Type: "Wait", Seconds: "{% $states.input.s %}", End: true } });
    expect((await run(definition, { s: 90 }, { clock })).outcome.output).toEqual({ s: 90 });
    expect(clock.slept).toEqual([90_000]);
  });

  test("a time that is over lets on at once", async () => {
    const clock = jumpingClock();
    const definition = machine({ Rest: { Type: "Wait", Timestamp: "2016-03-14T01:59:00+01:00", End: true } });
    expect((await run(definition, {}, { clock })).outcome.status).toBe("SUCCEEDED");
    expect(clock.slept).toEqual([]);
  });

  test.each(["2016-12-05 21:29:29Z", "2016-12-05T21:29:29", "2016-13-05T21:29:29Z"])(
    "%s is no time",
    async (time) => {
      const definition = machine({ Rest: { Type: "Wait", Timestamp: "{% $states.input %}", End: true } });
      const { outcome, events } = await run(definition, time);
      expect(outcome.cause).toMatch(/The Timestamp field cannot be parsed as an ISO-8601 .*: 2016-1/);
      expect(events.at(-2)).toMatchObject({ type: "EvaluationFailed", previousEventId: 2 });
    },
  );
});

describe("Map", () => {
  const double = (more: { [field: string]: Json }) =>
    machine({
      Each: {
        Type: "Map",
        ItemProcessor: {
          StartAt: "Twice",
          States: { Twice: { Type: "Pass", Output: "{% $states.input * 2 %}", End: true } },
        },
        End: true,
        ...more,
      },
    });

  test("gives the outputs in the order of the items", async () => {
    expect((await run(double({ Items: [3, "{% 1 + 1 %}", 1] }))).outcome.output).toEqual([6, 4, 2]);
  });

  test("without items it succeeds with an empty list", async () => {
    const { outcome, types } = await run(double({}), []);
    expect(outcome.output).toEqual([]);
    expect(types.slice(2, 5)).toEqual(["MapStateStarted", "MapStateSucceeded", "MapStateExited"]);
  });

  test("an input that is no list is refused", async () => {
    const { outcome, types } = await run(double({}), 1);
    expect(outcome.cause).toContain(
      "(entered at the event id #2). Map state input must be an array but was: 1",
    );
    expect(types.slice(2)).toEqual(["EvaluationFailed", "MapStateFailed", "ExecutionFailed"]);
  });

  test("an iteration's failure is the Map's own, unchanged", async () => {
    const { outcome, types } = await run(double({ MaxConcurrency: 1 }), ["x"]);
    expect(outcome.cause).toContain("the state 'Twice' (entered at the event id #5)");
    expect(types.slice(5)).toEqual([
      "EvaluationFailed",
      "MapIterationFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  test("ItemSelector sees the item, its index and the variables", async () => {
    const definition = machine({
      Set: { Type: "Pass", Assign: { by: 10 }, Next: "Each" },
      Each: {
        Type: "Map",
        Items: [1, 2],
        ItemSelector: "{% $states.context.Map.Item.Value * $by + $states.context.Map.Item.Index %}",
        ItemProcessor: { StartAt: "Same", States: { Same: { Type: "Succeed" } } },
        End: true,
      },
    });
    expect((await run(definition)).outcome.output).toEqual([10, 21]);
  });

  test("never more iterations at once than MaxConcurrency", async () => {
    const { types } = await run(double({ MaxConcurrency: "{% 1 %}", Items: [1, 2] }));
    const marks = types.filter((type) => type.startsWith("MapIteration"));
    expect(marks).toEqual(
      ["Started", "Succeeded", "Started", "Succeeded"].map((mark) => `MapIteration${mark}`),
    );
  });

  test.each([undefined, 0, 1000])(
    "40 iterations at once when MaxConcurrency is %s",
    async (MaxConcurrency) => {
      const clock = heldClock();
      const ItemProcessor = {
        StartAt: "Rest",
        States: { Rest: { Type: "Wait", Seconds: 1, End: true } },
      };
      const running = run(
        machine({
          Each: {
            Type: "Map",
            ItemProcessor,
            End: true,
            ...(MaxConcurrency === undefined ? {} : { MaxConcurrency }),
          },
        }),
        Array.from({ length: 50 }, (_, index) => index),
        { clock },
      );
      await settled();
      expect(clock.sleepers).toHaveLength(40);
      for (const { wake } of clock.sleepers) wake();
      await settled();
      expect(clock.sleepers).toHaveLength(50);
      for (const { wake } of clock.sleepers) wake();
      expect((await running).outcome.output).toHaveLength(50);
    },
  );
});

describe("Parallel", () => {
  let branches = 0;
  const branch = (state: { [field: string]: Json }) => {
    branches += 1;
    return { StartAt: `In${branches}`, States: { [`In${branches}`]: state } };
  };

  test("gives each branch its Arguments and the list of results to Output", async () => {
    const definition = machine({
      Both: {
        Type: "Parallel",
        Arguments: { x: "{% $states.input + 1 %}" },
        Branches: [
          branch({ Type: "Pass", Output: "{% $states.input.x * 2 %}", End: true }),
          branch({ Type: "Pass", Assign: { inner: 1 }, End: true }),
        ],
        Output: { results: "{% $states.result %}", inner: "{% $exists($inner) %}" },
        End: true,
      },
    });
    expect((await run(definition, 1)).outcome.output).toEqual({ results: [4, { x: 2 }], inner: false });
  });

  test("the first failure stops the other branches", async () => {
    const clock = heldClock();
    const definition = machine({
      Both: {
        Type: "Parallel",
        Branches: [
          branch({ Type: "Wait", Seconds: 1000, End: true }),
          branch({ Type: "Fail", Error: "Broken", Cause: "on purpose" }),
        ],
        Catch: [{ ErrorEquals: ["Broken"], Next: "Caught" }],
        End: true,
      },
      Caught: { Type: "Pass", End: true },
    });
    const { outcome, types } = await run(definition, {}, { clock });
    expect(outcome.output).toEqual({ Error: "Broken", Cause: "on purpose" });
    expect(types).toContain("WaitStateAborted");
    expect(types).toContain("ParallelStateFailed");
    expect(clock.sleepers).toEqual([]);
  });
});

describe("limits", () => {
  const around = machine({
    Around: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }], Default: "Around" },
    End: { Type: "Succeed" },
  });

  test("an output above 256 KiB fails the state", async () => {
    const definition = machine({ Only: { Type: "Pass", Output: "{% $pad('', 300000, 'x') %}", End: true } });
    const { outcome } = await run(definition);
    expect(outcome.error).toBe("States.DataLimitExceeded");
    expect(outcome.cause).toContain("The state/task 'Only' returned a result");
  });

  const large = "{% $pad('', 257 * 1024, 'x') %}";
  const half = "{% $pad('', 140 * 1024, 'x') %}";
  const inner = { StartAt: "In", States: { In: { Type: "Pass", Output: 1, End: true } } };

  test.each<[string, { [field: string]: Json }]>([
    ["one variable", { Type: "Pass", Assign: { a: large } }],
    ["the variables of one Assign", { Type: "Pass", Assign: { a: half, b: half } }],
    ["a Parallel's Arguments", { Type: "Parallel", Arguments: large, Branches: [inner], Output: 1 }],
    ["an ItemSelector", { Type: "Map", Items: [1], ItemSelector: large, ItemProcessor: inner }],
  ])("%s above 256 KiB fails the state", async (_, state) => {
    const { outcome, types } = await run(machine({ Only: { ...state, End: true } }));
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.DataLimitExceeded" });
    expect(outcome.cause).toContain("The state/task 'Only' returned a result");
    expect(types).not.toContain("PassStateExited");
  });

  test("variables of one Assign may have 256 KiB between them", async () => {
    const { outcome } = await run(
      machine({ Only: { Type: "Pass", Assign: { a: half, b: "small" }, Output: "{% 1 %}", End: true } }),
    );
    expect(outcome.output).toBe(1);
  });

  test("a history may be bounded", async () => {
    const { outcome, events } = await run(around, {}, { historyLimit: 50 });
    expect(outcome).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(events).toHaveLength(50);
  });

  test("the machine's own timeout ends it", async () => {
    const clock = heldClock();
    const running = run(
      machine({ Rest: { Type: "Wait", Seconds: 60, End: true } }, { TimeoutSeconds: 5 }),
      {},
      { clock },
    );
    await settled();
    clock.sleepers.find(({ milliseconds }) => milliseconds === 5000)?.wake();
    const { outcome, types } = await running;
    expect(outcome).toEqual({ status: "TIMED_OUT", error: "States.Timeout" });
    expect(types.at(-1)).toBe("ExecutionTimedOut");
  });

  test("an abort ends it, also in a loop that never waits", async () => {
    const controller = new AbortController();
    const running = run(around, {}, { signal: controller.signal });
    await settled();
    controller.abort();
    expect((await running).outcome.status).toBe("ABORTED");
  });
});
