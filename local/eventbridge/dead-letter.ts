import { createHash, randomUUID } from "node:crypto";
import * as z from "zod";
import { TemplateError } from "../errors.ts";
import type { Json, JsonObject } from "../stepfunctions/json.ts";
import type { Resource } from "../template/evaluate.ts";
import { region } from "../template/resource-types.ts";

/** A pipe of the template: what stands in the queue is given to the target, message by message. */
export interface Pipe {
  /** ARN of the queue. */
  source: string;
  /** ARN of a state machine or function. */
  target: string;
}

const pipeSchema = z.object({
  Source: z.string().regex(/^arn:aws:sqs:/, "is no queue, and pipes from other sources do not run locally"),
  Target: z.string().regex(/^arn:aws:(states|lambda):/, "is neither a state machine nor a function"),
  SourceParameters: z
    .strictObject({ SqsQueueParameters: z.strictObject({ BatchSize: z.literal(1) }) })
    .describe("one message at a time"),
  TargetParameters: z
    .strictObject({
      StepFunctionStateMachineParameters: z
        .strictObject({ InvocationType: z.literal("FIRE_AND_FORGET") })
        .optional(),
    })
    .optional(),
  Enrichment: z.undefined().optional(),
  DesiredState: z.literal("RUNNING").optional(),
});

/** Reads a pipe of the template. Throws TemplateError for one that does more than hand messages on. */
export function readPipe(resource: Resource): Pipe {
  const parsed = pipeSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(
      `Pipe ${resource.logicalId} of stack ${resource.stack} can't run locally: ${z.prettifyError(parsed.error)}`,
    );
  return { source: parsed.data.Source, target: parsed.data.Target };
}

/** An event that EventBridge gave up on. */
export interface Undelivered {
  event: JsonObject;
  ruleArn: string;
  targetArn: string;
  /** ARN of the queue. */
  queue: string;
  failure: string;
  /** Tries after the first. */
  retries: number;
}

/** The message in which EventBridge puts it into the queue, as a pipe from SQS hands it on. */
export function deadLetterMessage(undelivered: Undelivered): Json {
  const body = JSON.stringify(undelivered.event);
  const attribute = (stringValue: string) => ({ stringValue, dataType: "String" });
  return {
    messageId: randomUUID(),
    receiptHandle: randomUUID(),
    body,
    attributes: { ApproximateReceiveCount: "1" },
    messageAttributes: {
      RULE_ARN: attribute(undelivered.ruleArn),
      TARGET_ARN: attribute(undelivered.targetArn),
      ERROR_CODE: attribute("SDK_CLIENT_ERROR"),
      ERROR_MESSAGE: attribute(undelivered.failure),
      EXHAUSTED_RETRY_CONDITION: attribute("MaximumRetryAttempts"),
      RETRY_ATTEMPTS: attribute(String(undelivered.retries)),
    },
    md5OfBody: createHash("md5").update(body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: undelivered.queue,
    awsRegion: region,
  };
}
