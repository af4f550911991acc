import { z } from "zod";
import { expressionText } from "./expression.ts";
import type { Json } from "./json.ts";

const json: z.ZodType<Json> = z.json();

/** The arguments that the integrations of other services take here: those that can be honoured, and no others. */
const integrations = new Map<string, z.ZodType>([
  [
    "lambda:invoke",
    z.strictObject({
      FunctionName: z.string().min(1),
      Payload: json.optional(),
      InvocationType: z.literal("RequestResponse").optional(),
      Qualifier: z.literal("$LATEST").optional(),
    }),
  ],
  [
    "states:startExecution",
    z.strictObject({
      StateMachineArn: z.string().min(1),
      Name: z.string().min(1).optional(),
      Input: json.optional(),
    }),
  ],
]);

/**
 * A check of the arguments of a Task on that resource: it says what is wrong, in the service's words, or undefined.
 * Values that are still expressions are taken to be right, and those of a resource that is no integration run here.
 */
export function argumentsCheck(resource: string): (given: Json) => string | undefined {
  const name = /^arn:aws:states:::([^.]+)/.exec(resource)?.[1] ?? "";
  const schema = integrations.get(name);
  return (given) => {
    if (schema === undefined || isExpression(given)) return undefined;
    for (const issue of schema.safeParse(given).error?.issues ?? []) {
      if (issue.code === "unrecognized_keys") {
        return `The field "${issue.keys[0]}" is not supported by Step Functions, or not run here`;
      }
      const field = issue.path[0];
      const value: unknown = field === undefined ? given : Reflect.get(Object(given), field);
      if (isExpression(value)) continue;
      if (value === undefined) return `The field '${String(field)}' is required but was missing`;
      return `The field '${String(field ?? "Arguments")}' cannot be ${JSON.stringify(value)} here: ${issue.message}`;
    }
    return undefined;
  };
}

function isExpression(value: unknown): boolean {
  return typeof value === "string" && expressionText(value) !== undefined;
}
