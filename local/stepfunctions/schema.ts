import { z } from "zod";
import { expressionText } from "./expression.ts";
import type { Json } from "./json.ts";
import { instantOf } from "./timestamp.ts";

const json: z.ZodType<Json> = z.json();
const expression = z.string().refine((text) => expressionText(text) !== undefined, {
  message: "must be a number or a JSONata expression '{% ... %}'",
});
const numeric = (number: z.ZodNumber) => z.union([number, expression]);
const longestVariable = 80;
const variable = z
  .string()
  .regex(
    /^[\p{ID_Start}_][\p{ID_Continue}]*$/u,
    "A variable's name has letters, digits and _ only, no digit first",
  )
  .max(longestVariable)
  .refine((name) => name !== "states", "The variable 'states' is reserved");
const assign = z.record(variable, json).optional();
const output = json.optional();
const language = { QueryLanguage: z.enum(["JSONata", "JSONPath"]).optional() };
const described = { Comment: z.string().optional(), ...language };
const step = { Next: z.string().optional(), End: z.boolean().optional() };
/** A state from which the flow goes on, or in which it ends. */
const follows = <State extends z.ZodType<{ Next?: string | undefined; End?: boolean | undefined }>>(
  state: State,
) =>
  state.refine(
    ({ Next, End }) => (Next !== undefined) !== (End === true),
    "A state needs exactly one of 'Next' and 'End': true",
  );
const seconds = numeric(z.number().int().min(1).max(99_999_999));

/** What some value of an optional number stands for: an expression is known only when it is evaluated. */
const known = (value: number | string | undefined, otherwise: number) =>
  typeof value === "string" ? undefined : (value ?? otherwise);

const retrier = z
  .strictObject({
    ErrorEquals: z.array(z.string().min(1)).min(1),
    IntervalSeconds: z.number().int().min(1).max(99_999_999).optional(),
    MaxAttempts: z.number().int().min(0).max(99_999_999).optional(),
    BackoffRate: z.number().min(1).optional(),
    MaxDelaySeconds: z.number().int().min(1).max(31_622_399).optional(),
    JitterStrategy: z.enum(["FULL", "NONE"]).optional(),
    Comment: z.string().optional(),
  })
  .refine(({ IntervalSeconds = 1, MaxDelaySeconds }) => (MaxDelaySeconds ?? Infinity) > IntervalSeconds, {
    message: "MaxDelaySeconds must be greater than IntervalSeconds",
    path: ["MaxDelaySeconds"],
  });
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string().min(1)).min(1),
  Next: z.string(),
  Assign: assign,
  Output: output,
  Comment: z.string().optional(),
});

/** Retriers or catchers, of which only the last may be for every error, and for nothing else beside. */
function ordered<Rule extends { ErrorEquals: string[] }>(rule: z.ZodType<Rule>) {
  return z
    .array(rule)
    .superRefine((rules, context) => {
      for (const [index, { ErrorEquals }] of rules.entries()) {
        if (!ErrorEquals.includes("States.ALL")) continue;
        const path = [index, "ErrorEquals"];
        if (ErrorEquals.length > 1) {
          context.addIssue({ code: "custom", path, message: "'States.ALL' must appear alone" });
        }
        if (index < rules.length - 1) {
          context.addIssue({ code: "custom", path, message: "'States.ALL' must be in the last element" });
        }
      }
    })
    .optional();
}
const recovery = { Retry: ordered(retrier), Catch: ordered(catcher) };

const pass = follows(
  z.strictObject({
    Type: z.literal("Pass"),
    ...described,
    ...step,
    Assign: assign,
    Output: output,
  }),
);

const succeed = z.strictObject({ Type: z.literal("Succeed"), ...described, Output: output });
const fail = z.strictObject({
  Type: z.literal("Fail"),
  ...described,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});
const wait = follows(
  z
    .strictObject({
      Type: z.literal("Wait"),
      ...described,
      ...step,
      Assign: assign,
      Output: output,
      Seconds: numeric(z.number().int().min(0).max(99_999_999)).optional(),
      Timestamp: z
        .string()
        .refine((text) => expressionText(text) !== undefined || instantOf(text) !== undefined, {
          message: "String does not match RFC3339 timestamp",
        })
        .optional(),
    })
    .refine(
      ({ Seconds, Timestamp }) => (Seconds === undefined) !== (Timestamp === undefined),
      "A Wait needs exactly one of 'Seconds' and 'Timestamp'",
    ),
);

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
const task = follows(
  z
    .strictObject({
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
    })
    .refine(
      ({ TimeoutSeconds, HeartbeatSeconds }) =>
        (known(HeartbeatSeconds, 0) ?? 0) < (known(TimeoutSeconds, Infinity) ?? Infinity),
      {
        message: "HeartbeatSeconds must be smaller than TimeoutSeconds",
        path: ["HeartbeatSeconds"],
      },
    ),
);

/** What every machine, branch and processor has: states are checked one by one. */
export const branch = z.object({ StartAt: z.string(), States: z.record(z.string(), z.unknown()) });
const parallel = follows(
  z.strictObject({
    Type: z.literal("Parallel"),
    ...described,
    ...step,
    ...recovery,
    Branches: z.array(branch.extend({ Comment: z.string().optional() }).strict()).min(1),
    Arguments: json.optional(),
    Assign: assign,
    Output: output,
  }),
);

const map = follows(
  z.strictObject({
    Type: z.literal("Map"),
    ...described,
    ...step,
    ...recovery,
    ItemProcessor: branch
      .extend({
        Comment: z.string().optional(),
        ProcessorConfig: z.strictObject({ Mode: z.literal("INLINE").optional() }).optional(),
      })
      .strict(),
    Items: z.union([z.array(json), expression]).optional(),
    ItemSelector: json.optional(),
    MaxConcurrency: numeric(z.number().int().min(0)).optional(),
    Assign: assign,
    Output: output,
  }),
);

/** One state. */
export const state = z.discriminatedUnion("Type", [pass, succeed, fail, wait, choice, task, parallel, map]);
/** The machine itself. */
export const machine = branch
  .extend({
    Comment: z.string().optional(),
    Version: z.literal("1.0").optional(),
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
