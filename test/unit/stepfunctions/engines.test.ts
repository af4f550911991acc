import { expect, test } from "vitest";
import { parseDefinition } from "../../../local/stepfunctions/definition.ts";
import { execute } from "../../../local/stepfunctions/interpreter.ts";
import { invokeFunctions } from "../../../local/stepfunctions/lambda.ts";
import { handler } from "../../deploy/function.mjs";
import { essence, machineCases } from "../../deploy/machines.ts";

// The project's own machines among them; that MiniStack ends them alike is a test beside the cases.
test.each(machineCases)(
  "$name: ends as AWS documents it",
  async ({ definition, input, execution, expected }) => {
    const outcome = await execute(parseDefinition(definition), input, {
      context: { Execution: { Name: execution ?? "case" } },
      invoke: invokeFunctions(async (_name, payload) => {
        try {
          return { payload: await handler(payload) };
        } catch (error) {
          const { name, message } = error instanceof Error ? error : new Error(String(error));
          return { functionError: { errorType: name, errorMessage: message, trace: [] } };
        }
      }),
    });
    expect(essence(outcome)).toEqual(expected);
  },
);
