import * as z from "zod";
import { TemplateError } from "../errors.ts";
import { parseSchedule, type Schedule } from "../schedule.ts";
import type { JsonObject } from "../stepfunctions/json.ts";
import type { Resource } from "../template/evaluate.ts";
import { account, region } from "../template/resource-types.ts";
import { type TargetInput, targetInputSchema } from "./target-input.ts";

/** One rule of the template. */
export interface Rule {
  name: string;
  arn: string;
  /** Name of the bus that it listens to. */
  bus: string;
  pattern: JsonObject | undefined;
  schedule: Schedule | undefined;
  targets: RuleTarget[];
}

/** `DeadLetterConfig` names the queue for what the target did not take. */
export type RuleTarget = TargetInput & {
  Id: string;
  Arn: string;
  DeadLetterConfig?: { Arn: string } | undefined;
};

const ruleSchema = z.object({
  EventBusName: z.string().default("default"),
  EventPattern: z.record(z.string(), z.json()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(["ENABLED", "DISABLED", "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"]).default("ENABLED"),
  Targets: z
    .array(
      targetInputSchema.extend({
        Id: z.string(),
        Arn: z.string(),
        DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
      }),
    )
    .default([]),
});

/** Reads a rule of the template; undefined for one that is disabled. */
export function readRule(resource: Resource): Rule | undefined {
  const parsed = ruleSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(
      `Rule ${resource.logicalId} of stack ${resource.stack}: ${z.prettifyError(parsed.error)}`,
    );
  const { EventBusName, EventPattern, ScheduleExpression, State, Targets } = parsed.data;
  if (State === "DISABLED") return undefined;
  const unknown = Targets.find(({ Arn }) => !/^arn:aws:(states|lambda|events):/.test(Arn));
  if (unknown)
    throw new TemplateError(
      `Rule ${resource.logicalId} of stack ${resource.stack} has a target that the local cloud can't reach: ${unknown.Arn}. State machines, functions and buses can be targets.`,
    );
  return {
    name: resource.name,
    arn: resource.arn,
    bus: busName(EventBusName),
    pattern: EventPattern,
    schedule: ScheduleExpression === undefined ? undefined : parseSchedule(ScheduleExpression),
    targets: Targets,
  };
}

/** A bus is named by its name or its ARN. */
export function busName(nameOrArn: string): string {
  return nameOrArn.replace(`arn:aws:events:${region}:${account}:event-bus/`, "");
}
