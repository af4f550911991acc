import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { TemplateError } from "../errors.ts";
import type { Resource } from "../template/evaluate.ts";

/** One function, as its template describes it. */
export interface FunctionConfiguration {
  name: string;
  arn: string;
  /** Folder that holds its code. */
  taskRoot: string;
  handler: string;
  runtime: string;
  timeoutSeconds: number;
  memoryMegabytes: number;
  reservedConcurrency: number | undefined;
  environment: Record<string, string>;
}

const propertiesSchema = z.object({
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs/, "the local cloud runs Node.js functions only"),
  Code: z.union([z.object({ S3Key: z.string() }), z.object({ ZipFile: z.string() })]),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
});

/** Reads a function of the template. Inline code is written below `codeDirectory`; assets run where they lie. */
export function functionConfiguration(resource: Resource, codeDirectory: string): FunctionConfiguration {
  const parsed = propertiesSchema.safeParse(resource.properties);
  if (!parsed.success)
    throw new TemplateError(
      `Function ${resource.logicalId} of stack ${resource.stack} can't run locally:\n${z.prettifyError(parsed.error)}`,
    );
  const properties = parsed.data;
  const { Code: code } = properties;
  return {
    name: resource.name,
    arn: resource.arn,
    taskRoot:
      "S3Key" in code
        ? assetFolder(resource, code.S3Key)
        : writeInline(code.ZipFile, join(codeDirectory, resource.name)),
    handler: properties.Handler,
    runtime: properties.Runtime,
    timeoutSeconds: properties.Timeout,
    memoryMegabytes: properties.MemorySize,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    environment: properties.Environment?.Variables ?? {},
  };
}

function assetFolder(resource: Resource, key: string): string {
  const path = resource.assets.get(key);
  if (path) return path;
  throw new TemplateError(
    `The code of function ${resource.logicalId} (asset ${key}) is not in the assembly: synthesize the CDK app again.`,
  );
}

function writeInline(source: string, directory: string): string {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "index.cjs"), source);
  return directory;
}
