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
 * What is wrong with the arguments of a Task on that resource, in the service's words; undefined when nothing is, or
 * when the resource is no integration that is run here. Values that are still expressions are taken to be right.
 */
export function wrongArguments(resource: string, given: Json): string | undefined {
  const name = /^arn:aws:states:::([^.]+)/.exec(resource)?.[1] ?? "";
  if (typeof given === "string" && expressionText(given) !== undefined) return undefined;
  const issues = integrations.get(name)?.safeParse(given).error?.issues ?? [];
  for (const issue of issues) {
    if (issue.code === "unrecognized_keys") {
      return `The field "${issue.keys[0]}" is not supported by Step Functions, or not run here`;
    }
    const field = issue.path[0];
    const value: unknown = field === undefined ? given : Reflect.get(Object(given), field);
    if (typeof value === "string" && expressionText(value) !== undefined) continue;
    if (value === undefined) return `The field '${String(field)}' is required but was missing`;
    return `The field '${String(field ?? "Arguments")}' cannot be ${JSON.stringify(value)} here: ${issue.message}`;
  }
  return undefined;
}
