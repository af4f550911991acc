import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { readBundleHead } from "../../shared/delivery/git-bundle.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";

const run = promisify(execFile);

export interface Export {
  service: string;
  /** The release that is live. */
  release: string;
  /** Where the repository goes; Git refuses a folder that is not empty. */
  folder: string;
}

/**
 * Clones a service's repository with the machine's own Git: from the remote, or, where there is none, from the bundles
 * of its releases.
 *
 * @throws CommandError with Git's own words when it could not
 */
export async function exportRepository(
  controlPlane: ControlPlane,
  remote: string,
  { service, release, folder }: Export,
): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "aidevos-export-"));
  try {
    const bundles = await writeBundles(controlPlane, { service, release, folder: scratch });
    const source = bundles.length === 0 ? remote : await joinBundles(bundles, join(scratch, "joined.git"));
    await run("git", ["clone", "--quiet", "--branch", "main", source, folder]);
    // A local clone remembers the scratch folder, which is about to go.
    if (bundles.length > 0) await run("git", ["-C", folder, "remote", "remove", "origin"]);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(
      `Git could not clone to ${folder}: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Writes the bundles of a release and of those that it goes on from, and gives their paths, the first release's first. */
async function writeBundles(
  controlPlane: ControlPlane,
  { service, release, folder }: Export,
): Promise<string[]> {
  const paths: string[] = [];
  for (let id: string | undefined = release; id !== undefined; ) {
    const record: ReleaseRecord | undefined = await controlPlane.record(
      recordKeys.release(service, id),
      ReleaseRecord,
    );
    if (record === undefined) throw new CommandError(`The release ${id} of ${service} has no record.`);
    if (record.gitBundle === null) break;
    const bundle: Buffer = Buffer.from(await controlPlane.artifact(record.gitBundle, z.string()), "base64");
    const path = join(folder, `${id}.bundle`);
    await writeFile(path, bundle);
    paths.unshift(path);
    id = readBundleHead(bundle).prerequisites[0];
  }
  return paths;
}

async function joinBundles(bundles: readonly string[], repository: string): Promise<string> {
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", repository]);
  for (const bundle of bundles) {
    await run("git", ["-C", repository, "fetch", "--quiet", bundle, "main:main"]);
  }
  return repository;
}
