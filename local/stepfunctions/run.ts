import { parseDefinition } from "./definition.ts";
import { type ExecutionOutcome, execute } from "./interpreter.ts";
import type { Json } from "./json.ts";
import { type InvokeFunction, invokeFunctions } from "./lambda.ts";

/**
 * Runs a state machine, given as JSON or as its text, with nothing but a way to invoke functions.
 * Resolves to how it ended; throws a DefinitionError for a definition that the service would refuse.
 */
export async function runStateMachine(options: {
  definition: unknown;
  input: Json;
  invoke: InvokeFunction;
}): Promise<ExecutionOutcome> {
  return execute(parseDefinition(options.definition), options.input, {
    invoke: invokeFunctions(options.invoke),
  });
}
