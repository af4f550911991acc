import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { CommandError } from "./errors.ts";
import { root } from "./root.ts";

const run = promisify(execFile);

/** Whatever the two apps are synthesized from. */
const inputs = [
  "infra/aws",
  "infra/cloudflare",
  "lambdas",
  "objects",
  "shared",
  "statemachines",
  "cdk.json",
  "package-lock.json",
  "scripts/build-toolbox.ts",
  "scripts/toolbox",
];

export interface Assemblies {
  /** Folder of the CDK app's cloud assembly. */
  aws: string;
  /** Folder of the CDKTF app's output. */
  cloudflare: string;
}

/**
 * Synthesizes both apps into `directory`, or gives what stands there when nothing that they are made from has changed.
 *
 * @throws CommandError with the app's own output when a synth fails
 */
export async function synthesize(directory: string, onProgress: (line: string) => void): Promise<Assemblies> {
  const digest = await digestOf(inputs);
  const folder = join(directory, "assembly");
  const made = { aws: join(folder, "aws"), cloudflare: join(folder, "cloudflare") };
  const mark = join(folder, "inputs.sha256");
  if (existsSync(mark) && (await readFile(mark, "utf8")) === digest) return made;

  onProgress("synthesizing the infrastructure");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await Promise.all([
    node("infra/aws/app.ts", { CDK_OUTDIR: made.aws }),
    node("infra/cloudflare/app.ts", { CDKTF_OUTDIR: made.cloudflare }),
  ]);
  await writeFile(`${mark}.new`, digest);
  await rename(`${mark}.new`, mark);
  return made;
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

async function digestOf(paths: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
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
