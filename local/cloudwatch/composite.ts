import * as z from "zod";
import { messageOf, TemplateError } from "../errors.ts";
import type { Resource } from "../template/evaluate.ts";
import type { AlarmState } from "./alarm.ts";

/** One alarm of the template whose state follows from others'. */
export interface CompositeAlarm {
  name: string;
  arn: string;
  description: string;
  rule: string;
  /** Names or ARNs of the alarms that it follows from. */
  alarms: string[];
  /** Whether it is in alarm, by the states of the others, which are asked for by name or ARN. */
  holds: AlarmRule;
}

type AlarmRule = (stateOf: (alarm: string) => AlarmState) => boolean;

const compositeSchema = z.object({
  AlarmDescription: z.string().default(""),
  AlarmRule: z.string(),
  ActionsSuppressor: z.undefined("is not known locally").optional(),
});

/** Reads a composite alarm of the template. Throws TemplateError for one that the local cloud can't evaluate. */
export function readCompositeAlarm(resource: Resource): CompositeAlarm {
  const where = `Composite alarm ${resource.logicalId} of stack ${resource.stack} can't be evaluated locally`;
  const parsed = compositeSchema.safeParse(resource.properties);
  if (!parsed.success) throw new TemplateError(`${where}: ${z.prettifyError(parsed.error)}`);
  const { AlarmDescription: description, AlarmRule: rule } = parsed.data;
  try {
    return { name: resource.name, arn: resource.arn, description, rule, ...parseAlarmRule(rule) };
  } catch (cause) {
    throw new TemplateError(`${where}: ${messageOf(cause)}`, { cause });
  }
}

/**
 * Parses a composite alarm's rule: ALARM("name"), OK, INSUFFICIENT_DATA, TRUE, FALSE, NOT, AND, OR and parentheses, where
 * NOT binds closest and AND before OR. Throws TemplateError for anything else.
 */
export function parseAlarmRule(text: string): { alarms: string[]; holds: AlarmRule } {
  const tokens = text.match(/"[^"]*"|[()]|[^\s()"]+/g) ?? [];
  const alarms: string[] = [];
  let position = 0;
  const fail = (): never => {
    throw new TemplateError(`the rule ${text} is not understood at ${tokens[position] ?? "its end"}`);
  };
  const take = (expected?: string): string => {
    const token = tokens[position];
    if (token === undefined || (expected !== undefined && token !== expected)) return fail();
    position += 1;
    return token;
  };
  const either = (): AlarmRule => {
    const parts = list(both, "OR");
    return (stateOf) => parts.some((part) => part(stateOf));
  };
  const both = (): AlarmRule => {
    const parts = list(single, "AND");
    return (stateOf) => parts.every((part) => part(stateOf));
  };
  const list = (part: () => AlarmRule, word: string): AlarmRule[] => {
    const parts = [part()];
    while (tokens[position] === word) {
      take(word);
      parts.push(part());
    }
    return parts;
  };
  const single = (): AlarmRule => {
    const token = tokens[position];
    const state = token === undefined ? undefined : states[token];
    if (state !== undefined) {
      take();
      take("(");
      const alarm = take().replaceAll('"', "");
      take(")");
      alarms.push(alarm);
      return (stateOf) => stateOf(alarm) === state;
    }
    switch (take()) {
      case "TRUE":
        return () => true;
      case "FALSE":
        return () => false;
      case "NOT": {
        const part = single();
        return (stateOf) => !part(stateOf);
      }
      case "(": {
        const inner = either();
        take(")");
        return inner;
      }
      default:
        position -= 1;
        return fail();
    }
  };
  const holds = either();
  if (position < tokens.length) fail();
  return { alarms, holds };
}

const states: Partial<Record<string, AlarmState>> = {
  ALARM: "ALARM",
  OK: "OK",
  INSUFFICIENT_DATA: "INSUFFICIENT_DATA",
};

/** The composite alarms so that each comes after those that it follows from. Throws TemplateError for a circle, or an alarm that is none. */
export function inOrder(
  composites: readonly CompositeAlarm[],
  metricAlarms: readonly string[],
): CompositeAlarm[] {
  const ordered: CompositeAlarm[] = [];
  const known = new Set(metricAlarms);
  for (let waiting = [...composites]; waiting.length > 0; ) {
    const ready = waiting.filter(({ alarms }) => alarms.every((alarm) => known.has(alarm)));
    const [stuck] = waiting;
    if (ready.length === 0 && stuck !== undefined) {
      const missing = stuck.alarms.filter((alarm) => !known.has(alarm));
      throw new TemplateError(
        `The alarm ${stuck.name} follows from ${missing.join(", ")}: there is no such alarm, or it follows from this one.`,
      );
    }
    for (const composite of ready) known.add(composite.name).add(composite.arn);
    ordered.push(...ready);
    waiting = waiting.filter((composite) => !ready.includes(composite));
  }
  return ordered;
}
