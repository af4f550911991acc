import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import * as z from "zod";
import { DataPlaneStack } from "../../../infra/cloudflare/data-plane.ts";

/** The parts of the synthesized Terraform JSON that tests look at. */
export const Terraform = z.object({
  output: z.object({ loader_binding: z.object({ value: z.string() }) }),
  provider: z.object({ cloudflare: z.tuple([z.object({ base_url: z.string() })]) }),
  resource: z.object({
    cloudflare_workers_script: z.object({
      worker: z.object({
        bindings: z.array(
          z.object({
            name: z.string(),
            type: z.string(),
            class_name: z.string().optional(),
            text: z.string().optional(),
          }),
        ),
        compatibility_date: z.iso.date(),
        content_file: z.string(),
        content_sha256: z.string(),
        keep_bindings: z.array(z.string()),
        lifecycle: z.object({ prevent_destroy: z.boolean() }),
        main_module: z.string(),
        migrations: z.unknown().optional(),
      }),
    }),
    cloudflare_workers_script_subdomain: z.object({ subdomain: z.object({ enabled: z.boolean() }) }),
    cloudflare_workers_custom_domain: z.object({ domain: z.unknown() }).optional(),
  }),
  terraform: z.object({
    required_providers: z.object({ cloudflare: z.object({ source: z.string(), version: z.string() }) }),
  }),
  variable: z.record(
    z.string(),
    z.object({ sensitive: z.boolean().optional(), default: z.string().optional() }),
  ),
});

export interface StackOptions {
  appliedMigration?: string;
  domain?: { hostname: string; zoneId: string };
  ephemeral?: boolean;
}

/** Synthesizes the stack around an empty Worker. */
export function terraformOf(options: StackOptions = {}) {
  const outdir = mkdtempSync(join(tmpdir(), "aidevos-test-"));
  const path = join(outdir, "worker.mjs");
  writeFileSync(path, "export default {};");
  const app = new App({ outdir, stackTraces: false });
  new DataPlaneStack(app, "data-plane", {
    module: { path, sha256: "0".repeat(64) },
    scriptName: "aidevos",
    ephemeral: false,
    ...options,
  });
  app.synth();
  const text = readFileSync(join(outdir, "stacks/data-plane/cdk.tf.json"), "utf8");
  rmSync(outdir, { recursive: true });
  return { text, terraform: Terraform.parse(JSON.parse(text)) };
}
