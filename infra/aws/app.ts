import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as z from "zod";
import { buildApp } from "./build-app.ts";

const root = resolve(import.meta.dirname, "../..");

const Context = z.object({
  models: z.unknown().optional(),
  prices: z.unknown().optional(),
  modelKeys: z.unknown().optional(),
  policy: z.unknown().optional(),
  improvement: z.unknown().optional(),
  scaling: z.unknown().optional(),
  calibration: z.unknown().optional(),
  objectives: z.unknown().optional(),
  ephemeral: z.stringbool().or(z.boolean()).optional(),
  repositoryTokenSecret: z.string().min(1).optional(),
});

/** The CDK's command passes the context on; without it, cdk.json's own holds. */
function readContext() {
  const given = process.env.CDK_CONTEXT_JSON;
  const file = z
    .object({ context: z.unknown() })
    .parse(JSON.parse(readFileSync(resolve(root, "cdk.json"), "utf8")));
  const {
    models,
    modelKeys,
    prices,
    policy,
    improvement,
    scaling,
    calibration,
    objectives,
    ephemeral,
    repositoryTokenSecret,
  } = Context.parse(given === undefined ? file.context : JSON.parse(given));
  return {
    models,
    local: process.env.AIDEVOS_LOCAL === "1",
    modelKeys,
    prices,
    policy,
    improvement,
    scaling,
    calibration,
    objectives,
    ...(ephemeral === undefined ? {} : { ephemeral }),
    ...(repositoryTokenSecret === undefined ? {} : { repositoryTokenSecret }),
  };
}

/** Writes `.build/toolbox.json` when its inputs have changed. */
function buildToolbox(): void {
  const { status } = spawnSync(process.execPath, ["scripts/build-toolbox.ts"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  if (status !== 0) {
    throw new Error(
      "scripts/build-toolbox.ts failed, and Verify and Commit need what it writes. Its message stands above.",
    );
  }
}

buildToolbox();
buildApp(readContext()).synth();
