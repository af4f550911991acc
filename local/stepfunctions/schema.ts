import { z } from "zod";
import { expressionText } from "./expression.ts";
import type { Json } from "./json.ts";

const json: z.ZodType<Json> = z.json();
const expression = z.string().refine((text) => expressionText(text) !== undefined, {
  message: "must be a number or a JSONata expression '{% ... %}'",
});
const numeric = (number: z.ZodNumber) => z.union([number, expression]);
const assign = z.record(z.string(), json).optional();
const output = json.optional();
const language = { QueryLanguage: z.enum(["JSONata", "JSONPath"]).optional() };
const described = { Comment: z.string().optional(), ...language };
const step = { Next: z.string().optional(), End: z.boolean().optional() };
const seconds = numeric(z.number().int().min(1).max(99_999_999));

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().int().min(1).optional(),
  MaxAttempts: z.number().int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.number().int().min(1).optional(),
  JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
  Comment: z.string().optional(),
});
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  Assign: assign,
  Output: output,
  Comment: z.string().optional(),
});
const recovery = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const pass = z.strictObject({
  Type: z.literal("Pass"),
  ...described,
  ...step,
  Assign: assign,
  Output: output,
});
const succeed = z.strictObject({ Type: z.literal("Succeed"), ...described, Output: output });
const fail = z.strictObject({
  Type: z.literal("Fail"),
  ...described,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const wait = z.strictObject({
  Type: z.literal("Wait"),
  ...described,
  ...step,
  Assign: assign,
  Output: output,
  Seconds: numeric(z.number().int().min(0).max(99_999_999)).optional(),
  Timestamp: z.string().optional(),
});
const rule = z.strictObject({
  Condition: z.union([z.boolean(), expression]),
  Next: z.string(),
  Assign: assign,
  Output: output,
  Comment: z.string().optional(),
});
const choice = z.strictObject({
  Type: z.literal("Choice"),
  ...described,
  Choices: z.array(rule).min(1),
  Default: z.string().optional(),
  Assign: assign,
  Output: output,
});
const task = z.strictObject({
  Type: z.literal("Task"),
  ...described,
  ...step,
  ...recovery,
  Resource: z.string().startsWith("arn:"),
  Arguments: json.optional(),
  Assign: assign,
  Output: output,
  TimeoutSeconds: seconds.optional(),
  HeartbeatSeconds: seconds.optional(),
  Credentials: z.strictObject({ RoleArn: z.string() }).optional(),
});
/** What every machine, branch and processor has: states are checked one by one. */
export const branch = z.object({ StartAt: z.string(), States: z.record(z.string(), z.unknown()) });
const parallel = z.strictObject({
  Type: z.literal("Parallel"),
  ...described,
  ...step,
  ...recovery,
  Branches: z.array(branch.extend({ Comment: z.string().optional(), ...language }).strict()).min(1),
  Arguments: json.optional(),
  Assign: assign,
  Output: output,
});
const map = z.strictObject({
  Type: z.literal("Map"),
  ...described,
  ...step,
  ...recovery,
  ItemProcessor: branch
    .extend({
      Comment: z.string().optional(),
      ...language,
      ProcessorConfig: z.strictObject({ Mode: z.literal("INLINE").optional() }).optional(),
    })
    .strict(),
  Items: z.union([z.array(json), expression]).optional(),
  ItemSelector: json.optional(),
  MaxConcurrency: numeric(z.number().int().min(0)).optional(),
  ToleratedFailureCount: numeric(z.number().int().min(0)).optional(),
  ToleratedFailurePercentage: numeric(z.number().min(0).max(100)).optional(),
  Assign: assign,
  Output: output,
});

/** One state. */
export const state = z.discriminatedUnion("Type", [pass, succeed, fail, wait, choice, task, parallel, map]);
/** The machine itself. */
export const machine = branch
  .extend({
    Comment: z.string().optional(),
    Version: z.string().optional(),
    TimeoutSeconds: z.number().int().min(1).max(99_999_999).optional(),
    ...language,
  })
  .strict();

export type PassState = z.infer<typeof pass>;
export type SucceedState = z.infer<typeof succeed>;
export type FailState = z.infer<typeof fail>;
export type WaitState = z.infer<typeof wait>;
export type ChoiceState = z.infer<typeof choice>;
export type TaskState = z.infer<typeof task>;
export type ParallelState = z.infer<typeof parallel>;
export type MapState = z.infer<typeof map>;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;

export type Shape =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;
