import fs from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import git from "isomorphic-git";
import { readBundleHead, writeBundleHead } from "../../shared/delivery/git-bundle.ts";

/**
 * One commit and all of its files as a Git bundle in base64, with the commit before it as what must be there already.
 * So each release holds itself and none of its history, and the bundles of all releases together are the repository.
 */
export async function exportBundle(directory: string, oid: string): Promise<string> {
  const { commit } = await git.readCommit({ fs, dir: directory, oid });
  const oids = new Set([oid]);
  await collectTree(directory, commit.tree, oids);
  const { packfile } = await git.packObjects({ fs, dir: directory, oids: [...oids], write: false });
  if (packfile === undefined) throw new Error(`Git packed nothing for ${oid}.`);
  const head = writeBundleHead({ head: oid, prerequisites: commit.parent });
  return Buffer.concat([head, packfile]).toString("base64");
}

/** Unpacks a bundle made by {@link exportBundle} and gives the id of its commit. */
export async function importBundle(directory: string, bundle: string): Promise<string> {
  const bytes = Buffer.from(bundle, "base64");
  const { head, pack } = readBundleHead(bytes);
  const filepath = ".git/objects/pack/previous.pack";
  await mkdir(join(directory, ".git/objects/pack"), { recursive: true });
  await writeFile(join(directory, filepath), bytes.subarray(pack));
  await git.indexPack({ fs, dir: directory, filepath });
  return head;
}

async function collectTree(directory: string, oid: string, oids: Set<string>): Promise<void> {
  if (oids.has(oid)) return;
  oids.add(oid);
  const { tree } = await git.readTree({ fs, dir: directory, oid });
  for (const entry of tree) {
    if (entry.type === "tree") await collectTree(directory, entry.oid, oids);
    else oids.add(entry.oid);
  }
}
