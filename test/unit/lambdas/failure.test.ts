import { expect, test } from "vitest";
import { readFailure } from "../../../lambdas/runtime/failure.ts";

test("a function's exception is read from the cause's JSON", () => {
  const Cause = JSON.stringify({
    errorType: "RequirementRefusedError",
    errorMessage: "it is empty",
    trace: [],
  });
  expect(readFailure({ Error: "RequirementRefusedError", Cause })).toEqual({
    error: "RequirementRefusedError",
    message: "it is empty",
  });
});

test("whatever else was caught is kept as it is", () => {
  expect(readFailure({ Error: "States.Timeout", Cause: "" })).toEqual({
    error: "States.Timeout",
    message: "",
  });
  expect(readFailure({ Error: "X", Cause: "{not json" })).toEqual({ error: "X", message: "{not json" });
  expect(readFailure({ Error: "X", Cause: '{"other":1}' })).toEqual({ error: "X", message: '{"other":1}' });
});
