import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { toolboxInputs } from "../toolbox/inputs.ts";
import { CommandError } from "./errors.ts";
import { cdkContext, chosenModels, type Models } from "./models.ts";
import { root } from "./root.ts";

const run = promisify(execFile);

/** Whatever the two apps are synthesized from, with what is made for them. */
export const inputs: readonly string[] = [
  ...toolboxInputs,
  "infra/aws",
  "infra/cloudflare",
  "lambdas",
  "objects",
  "shared",
  "statemachines",
  "cdk.json",
];

export interface Assemblies {
  /** Folder of the CDK app's cloud assembly. */
  aws: string;
  /** Folder of the CDKTF app's output. */
  cloudflare: string;
  /** Folder for what the functions' code is compiled to: it goes when they go. */
  compileCache: string;
}

/**
 * Where assemblies are kept: they follow from the sources and the models chosen alone, so every state directory shares
 * them.
 */
const folder = join(root, ".build", "assemblies");

/** Assemblies of other sources are removed after a day, in milliseconds: a cloud that runs may still use one. */
const keptFor = 24 * 60 * 60_000;

/**
 * Synthesizes both apps for the given models, or gives what stands there when nothing that they are made from has
 * changed. Two processes may do so at once.
 *
 * @throws CommandError with the app's own output when a synth fails
 */
export async function synthesize(
  onProgress: (line: string) => void,
  models: Models = chosenModels(),
): Promise<Assemblies> {
  const context = JSON.stringify({ ...cdkContext(), models });
  const target = join(folder, (await digestOf(inputs, context)).slice(0, 32));
  const made = {
    aws: join(target, "aws"),
    cloudflare: join(target, "cloudflare"),
    compileCache: join(target, "compile-cache"),
  };
  if (existsSync(target)) return made;

  onProgress("synthesizing the infrastructure");
  await mkdir(folder, { recursive: true });
  await removeOld();
  const scratch = await mkdtemp(join(folder, "new-"));
  await Promise.all([
    node("infra/aws/app.ts", {
      CDK_OUTDIR: join(scratch, "aws"),
      CDK_CONTEXT_JSON: context,
      AIDEVOS_LOCAL: "1",
      // CDK's check of templates: what is deployed passes it, at its synthesis.
      CDK_VALIDATION: "false",
    }),
    node("infra/cloudflare/app.ts", { CDKTF_OUTDIR: join(scratch, "cloudflare") }),
  ]);
  try {
    await rename(scratch, target);
  } catch (error) {
    await rm(scratch, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
  return made;
}

async function removeOld(): Promise<void> {
  for (const name of await readdir(folder)) {
    const { mtimeMs } = await stat(join(folder, name));
    if (Date.now() - mtimeMs > keptFor) await rm(join(folder, name), { recursive: true, force: true });
  }
}

async function node(script: string, environment: Record<string, string>): Promise<void> {
  try {
    await run(process.execPath, [script], {
      cwd: root,
      env: { ...process.env, ...environment },
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const output = error instanceof Error && "stderr" in error ? String(error.stderr) : String(error);
    throw new CommandError(`node ${script} failed:\n${output.slice(-4000)}`, { cause: error });
  }
}

async function digestOf(paths: readonly string[], context: string): Promise<string> {
  const hash = createHash("sha256").update(context);
  for (const path of paths) {
    for (const file of await filesBelow(path))
      hash.update(`${file}\0`).update(await readFile(join(root, file)));
  }
  return hash.digest("hex");
}

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(join(root, path), { recursive: true, withFileTypes: true }).catch(
    () => undefined,
  );
  if (entries === undefined) return existsSync(join(root, path)) ? [path] : [];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}
