import { readFileSync } from "node:fs";
import * as z from "zod";
import { TemplateError } from "./errors.ts";
import type { Resource } from "./template/evaluate.ts";

const propertiesSchema = z.object({
  DefinitionString: z.string().optional(),
  DefinitionS3Location: z.object({ Key: z.string() }).optional(),
  Definition: z.record(z.string(), z.json()).optional(),
  DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  LoggingConfiguration: z.object({ Level: z.string().default("OFF") }).optional(),
});

/** Reads a state machine of the template; its placeholders are filled. */
export function readStateMachine(resource: Resource) {
  const parsed = propertiesSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(`State machine ${resource.logicalId}: ${z.prettifyError(parsed.error)}`);
  const { DefinitionSubstitutions: substitutions, LoggingConfiguration: logging } = parsed.data;
  const definition = definitionText(resource, parsed.data).replace(
    /\$\{([\w.]+)\}/g,
    (placeholder, name: string) => {
      const value = substitutions[name];
      return value === undefined ? placeholder : JSON.stringify(String(value)).slice(1, -1);
    },
  );
  return { name: resource.name, arn: resource.arn, definition, loggingLevel: logging?.Level ?? "OFF" };
}

function definitionText(resource: Resource, properties: z.infer<typeof propertiesSchema>): string {
  if (properties.DefinitionString !== undefined) return properties.DefinitionString;
  if (properties.Definition) return JSON.stringify(properties.Definition);
  const key = properties.DefinitionS3Location?.Key;
  const file = key === undefined ? undefined : resource.assets.get(key);
  if (file) return readFileSync(file, "utf8");
  throw new TemplateError(
    `The definition of state machine ${resource.logicalId} (stack ${resource.stack}) is not in the assembly: synthesize the CDK app again.`,
  );
}
