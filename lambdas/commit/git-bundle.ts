import fs from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import git from "isomorphic-git";

const header = "# v2 git bundle\n";

/**
 * Everything that the branch main reaches, as a Git bundle (gitformat-bundle, version 2) in base64. `git clone` takes
 * the decoded file.
 */
export async function exportBundle(directory: string, head: string): Promise<string> {
  const oids = new Set<string>();
  for (let commits = [head]; commits.length > 0; ) {
    const oid = commits.pop();
    if (oid === undefined || oids.has(oid)) continue;
    oids.add(oid);
    const { commit } = await git.readCommit({ fs, dir: directory, oid });
    await collectTree(directory, commit.tree, oids);
    commits = [...commits, ...commit.parent];
  }
  const { packfile } = await git.packObjects({ fs, dir: directory, oids: [...oids], write: false });
  if (packfile === undefined) throw new Error(`Git packed nothing for ${head}.`);
  return Buffer.concat([Buffer.from(`${header}${head} refs/heads/main\n\n`), packfile]).toString("base64");
}

/** Unpacks a bundle made by {@link exportBundle} and gives the id of its head. */
export async function importBundle(directory: string, bundle: string): Promise<string> {
  const bytes = Buffer.from(bundle, "base64");
  const end = bytes.indexOf("\n\n");
  const head = bytes.subarray(header.length, header.length + 40).toString("ascii");
  if (end < 0 || !bytes.subarray(0, header.length).equals(Buffer.from(header))) {
    throw new Error("A kept release is not a Git bundle of version 2.");
  }
  const filepath = ".git/objects/pack/previous.pack";
  await mkdir(join(directory, ".git/objects/pack"), { recursive: true });
  await writeFile(join(directory, filepath), bytes.subarray(end + 2));
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
