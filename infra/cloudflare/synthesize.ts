import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { App } from "cdktf";
import * as z from "zod";
import { DataPlaneStack } from "./data-plane.ts";
import { bundleWorker } from "./worker-bundle.ts";

/** What can be chosen when the data plane is synthesized; CDKTF's context has the same names. */
export const DataPlaneOptions = z.strictObject({
  scriptName: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default("aidevos"),
  appliedMigration: z.string().optional(),
  domain: z.strictObject({ hostname: z.hostname(), zoneId: z.string() }).optional(),
  ephemeral: z.boolean().default(false),
});
export type DataPlaneOptions = z.input<typeof DataPlaneOptions>;

/** Name of the stack: its Terraform JSON is `stacks/data-plane/cdk.tf.json` below the output folder. */
export const stackName = "data-plane";

const root = resolve(import.meta.dirname, "../..");

/** Writes the data plane's Terraform JSON and the bundled Worker into a folder, and gives the stack's own folder. */
export function synthesizeDataPlane(outdir: string, options: DataPlaneOptions = {}): string {
  const chosen = DataPlaneOptions.parse(options);
  const directory = mkdtempSync(join(tmpdir(), "aidevos-worker-"));
  try {
    const path = join(directory, "worker.mjs");
    bundleWorker(root, path);
    const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
    mkdirSync(outdir, { recursive: true });
    const app = new App({ outdir, stackTraces: false });
    new DataPlaneStack(app, stackName, { ...chosen, module: { path, sha256 } });
    app.synth();
    return join(outdir, "stacks", stackName);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
