import * as z from "zod";
import { isJsonObject, type Json, type JsonObject, parseJson } from "../stepfunctions/json.ts";

/** What of the event a target is given, at most one of them; the whole event without any. */
export const targetInputSchema = z.object({
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
});

export type TargetInput = z.infer<typeof targetInputSchema>;

/** The input that a rule gives to its target for an event. */
export function inputForTarget(
  target: TargetInput,
  event: JsonObject,
  rule: { name: string; arn: string },
): Json {
  if (target.Input !== undefined) return parseJson(target.Input);
  if (target.InputPath !== undefined) return read(event, target.InputPath) ?? null;
  if (target.InputTransformer) return transform(target.InputTransformer, event, rule);
  return event;
}

function transform(
  { InputPathsMap: paths, InputTemplate: template }: NonNullable<TargetInput["InputTransformer"]>,
  event: JsonObject,
  rule: { name: string; arn: string },
): Json {
  const variables = new Map<string, Json | undefined>([
    ["aws.events.event", event],
    ["aws.events.event.json", event],
    ["aws.events.event.ingestion-time", event.time],
    ["aws.events.rule-name", rule.name],
    ["aws.events.rule-arn", rule.arn],
  ]);
  for (const [name, path] of Object.entries(paths)) variables.set(name, read(event, path));
  // Inside a quoted text a variable stands for its text, elsewhere for its JSON; one that is missing for "" or null.
  const filled = template.replace(/"(?:[^"\\]|\\.)*"|<([^<>"]+)>/g, (token, name: string | undefined) => {
    if (name !== undefined) return variables.has(name) ? JSON.stringify(variables.get(name) ?? null) : token;
    return token.replace(/<([^<>]+)>/g, (reference, inner: string) => {
      if (!variables.has(inner)) return reference;
      const value = variables.get(inner) ?? "";
      return JSON.stringify(typeof value === "string" ? value : JSON.stringify(value)).slice(1, -1);
    });
  });
  return parseJson(filled);
}

/** Reads a JSON path of dots and indexes: `$.detail.items[0]`. */
function read(event: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = event;
  for (const [, name, quoted, index] of path.matchAll(/\.([^.[\]]+)|\['([^']*)'\]|\[(\d+)\]/g)) {
    if (index !== undefined) value = Array.isArray(value) ? value[Number(index)] : undefined;
    else value = isJsonObject(value) ? value[name ?? quoted ?? ""] : undefined;
  }
  return value;
}
