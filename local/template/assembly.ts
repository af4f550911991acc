import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { messageOf, TemplateError } from "../errors.ts";
import type { Json } from "../stepfunctions/json.ts";

const json: z.ZodType<Json> = z.json();

const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: json.optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), json))).default({}),
  Conditions: z.record(z.string(), json).default({}),
  Resources: z
    .record(
      z.string(),
      z.object({
        Type: z.string(),
        Properties: z.record(z.string(), json).default({}),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({
        Value: json,
        Export: z.object({ Name: json }).optional(),
        Condition: z.string().optional(),
      }),
    )
    .default({}),
});

export type Template = z.infer<typeof templateSchema>;

/** One stack of an assembly. */
export interface Stack {
  name: string;
  template: Template;
  /** Where the content of each file asset lies, by its object key: a folder for a zip, else a file. */
  assets: Map<string, string>;
}

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            file: z.string().optional(),
            directoryName: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Checks the parts of a CloudFormation template that the local cloud reads; `source` names it in the error. */
export function parseTemplate(value: unknown, source: string): Template {
  return parse(templateSchema, value, source);
}

/**
 * Reads a synthesized CDK assembly (`cdk.out`), stages included: every stack's template, and where the assets lie.
 * Rejects with TemplateError when the folder holds none.
 */
export async function readAssembly(directory: string): Promise<Stack[]> {
  const manifest = await readJson(manifestSchema, join(directory, "manifest.json"));
  const artifacts = Object.entries(manifest.artifacts);
  const assets = new Map<string, string>();
  const stages: Stack[][] = [];
  for (const [, { type, properties }] of artifacts) {
    if (type === "cdk:asset-manifest" && properties?.file) {
      const { files } = await readJson(assetsSchema, join(directory, properties.file));
      for (const { source, destinations } of Object.values(files))
        for (const { objectKey } of Object.values(destinations))
          if (source.path) assets.set(objectKey, join(directory, source.path));
    }
    if (type === "cdk:cloud-assembly" && properties?.directoryName)
      stages.push(await readAssembly(join(directory, properties.directoryName)));
  }
  const stacks = artifacts.map(async ([id, { type, properties }]) => {
    if (type !== "aws:cloudformation:stack" || !properties?.templateFile) return [];
    const template = await readJson(templateSchema, join(directory, properties.templateFile));
    return [{ name: properties.stackName ?? id, template, assets }];
  });
  return [...(await Promise.all(stacks)), ...stages].flat();
}

async function readJson<Schema extends z.ZodType>(schema: Schema, path: string): Promise<z.infer<Schema>> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    const message = `Can't read ${path} (${messageOf(cause)}): synthesize the CDK app again (npm run synth).`;
    throw new TemplateError(message, { cause });
  }
  return parse(schema, content, path);
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, source: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TemplateError(
    `${source} has not the shape that CloudFormation gives it:\n${z.prettifyError(result.error)}`,
  );
}
