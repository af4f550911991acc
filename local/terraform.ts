import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { messageOf, TemplateError } from "./errors.ts";

const bindingSchema = z.object({
  type: z.string(),
  name: z.string(),
  text: z.string().optional(),
  class_name: z.string().optional(),
  json: z.string().optional(),
});

const scriptSchema = z.object({
  script_name: z.string(),
  content_file: z.string(),
  main_module: z.string().optional(),
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  bindings: z.array(bindingSchema).default([]),
  keep_bindings: z.array(z.string()).default([]),
  migrations: z
    .object({
      new_classes: z.array(z.string()).default([]),
    })
    .optional(),
});

const cronSchema = z.object({ schedules: z.array(z.object({ cron: z.string() })) });

const stackSchema = z.object({
  variable: z.record(z.string(), z.object({ default: z.json().optional() }).loose()).default({}),
  locals: z.record(z.string(), z.json()).default({}),
  resource: z.record(z.string(), z.record(z.string(), z.unknown())),
  output: z.record(z.string(), z.object({ value: z.unknown() })).default({}),
});

export type Binding = z.infer<typeof bindingSchema>;

/** What the Terraform stacks say about the one Worker. */
export interface WorkerConfiguration {
  name: string;
  /** Path of its one module. */
  module: string;
  compatibilityDate: string;
  compatibilityFlags: string[];
  bindings: Binding[];
  /** Binding of the Worker Loader, if the Worker has one. */
  loader: string | undefined;
  crons: string[];
}

/** Resources that need nothing locally: where the Worker is reached and how it is attached in an account. */
const inert = new Set([
  "cloudflare_workers_script_subdomain",
  "cloudflare_workers_custom_domain",
  "cloudflare_workers_route",
  "terraform_data",
]);

/**
 * Reads what CDKTF synthesized: `cdk.tf.json` of each stack below `directory` (or in it). `variables` are the values
 * that `terraform apply` would be given. Rejects with TemplateError for a resource that the local cloud does not know.
 */
export async function readTerraform(
  directory: string,
  variables: Record<string, string>,
): Promise<WorkerConfiguration> {
  const files = await stackFiles(directory);
  const read = await Promise.all(files.map((file) => readStack(file, variables)));
  const resources = read.flatMap((stack) => stack.resources);
  const unknown = resources.find(
    ({ type }) =>
      !inert.has(type) && type !== "cloudflare_workers_script" && type !== "cloudflare_workers_cron_trigger",
  );
  if (unknown)
    throw new TemplateError(
      `The local cloud does not know ${unknown.type}, the type of ${unknown.id}: leave the resource out, or teach it to local/terraform.ts.`,
    );
  const scripts = resources.filter(({ type }) => type === "cloudflare_workers_script");
  const [script] = scripts;
  if (!script || scripts.length > 1)
    throw new TemplateError(`${directory} holds ${scripts.length} Workers; the local cloud runs one.`);
  const worker = parse(scriptSchema, script.value, `Worker ${script.id}`);
  const crons = resources
    .filter(({ type }) => type === "cloudflare_workers_cron_trigger")
    .flatMap(({ value, id }) =>
      parse(cronSchema, value, `Cron trigger ${id}`).schedules.map(({ cron }) => cron),
    );
  const { migrations } = worker;
  if (migrations?.new_classes.length)
    throw new TemplateError(
      `Worker ${worker.script_name}: ${migrations.new_classes.join(", ")} must be among new_sqlite_classes; other storage is not known locally.`,
    );
  return {
    name: worker.script_name,
    module: resolve(script.folder, worker.content_file),
    compatibilityDate: worker.compatibility_date,
    compatibilityFlags: worker.compatibility_flags,
    bindings: worker.bindings,
    loader: loaderBinding(worker, Object.assign({}, ...read.map((stack) => stack.outputs))),
    crons,
  };
}

interface TerraformResource {
  type: string;
  id: string;
  value: unknown;
  folder: string;
}

async function stackFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true }).catch((cause: unknown) => {
    const message = `Can't read ${directory} (${messageOf(cause)}): synthesize the CDKTF app (npm run synth:cloudflare).`;
    throw new TemplateError(message, { cause });
  });
  const files = entries
    .filter((entry) => entry.endsWith("cdk.tf.json"))
    .map((entry) => join(directory, entry));
  if (files.length > 0) return files;
  throw new TemplateError(
    `${directory} holds no cdk.tf.json: synthesize the CDKTF app (npm run synth:cloudflare).`,
  );
}

async function readStack(file: string, variables: Record<string, string>) {
  const stack = parse(stackSchema, JSON.parse(await readFile(file, "utf8")), file);
  const values = new Map<string, unknown>();
  for (const [name, { default: value }] of Object.entries(stack.variable)) values.set(`var.${name}`, value);
  for (const [name, value] of Object.entries(variables)) values.set(`var.${name}`, value);
  for (const [name, value] of Object.entries(stack.locals)) values.set(`local.${name}`, value);
  const folder = join(file, "..");
  const resources = Object.entries(stack.resource).flatMap(([type, byId]) =>
    Object.entries(byId).map(
      ([id, value]): TerraformResource => ({
        type,
        id,
        value: inert.has(type) ? {} : substitute(value, values, `${type}.${id}`),
        folder,
      }),
    ),
  );
  return { resources, outputs: stack.output };
}

/**
 * The provider refuses bindings of the type `worker_loader`: a Worker that has one keeps it from its settings, and
 * the output `loader_binding` says its name.
 */
function loaderBinding(
  worker: z.infer<typeof scriptSchema>,
  outputs: Partial<Record<string, { value: unknown }>>,
): string | undefined {
  const declared = worker.bindings.find(({ type }) => type === "worker_loader");
  if (declared) return declared.name;
  if (!worker.keep_bindings.includes("worker_loader")) return undefined;
  const name = outputs.loader_binding?.value;
  return typeof name === "string" ? name : "LOADER";
}

/** Puts values for `${var.name}` and `${local.name}`; other references stay, for only inert properties hold them. */
function substitute(value: unknown, values: Map<string, unknown>, where: string): unknown {
  if (Array.isArray(value)) return value.map((item) => substitute(item, values, where));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, values, where)]),
    );
  if (typeof value !== "string") return value;
  return value.replace(/\$\{((?:var|local)\.[\w-]+)\}/g, (_match, name: string) => {
    const found = values.get(name);
    if (found === undefined)
      throw new TemplateError(`${where} needs the Terraform variable ${name}, which has no value locally.`);
    return String(found);
  });
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, source: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new TemplateError(`${source} can't run locally:\n${z.prettifyError(result.error)}`);
}
