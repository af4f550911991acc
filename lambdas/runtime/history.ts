import type { ReadCommitResult } from "isomorphic-git";
import { ReleaseRecord, Run, recordKeys } from "../../shared/runs/run.ts";
import { getRecord } from "./records.ts";
import type { Repository } from "./repository.ts";

type Commit = ReadCommitResult["commit"];

/** What a commit is to the control plane: a release, what was generated for one, or somebody else's. */
export type Origin = "release" | "generated" | "by hand";

/** What a commit is. A run's name in its message says nothing: the run must know the commit. */
export async function originOf(service: string, oid: string, message: string): Promise<Origin> {
  const [, name] = /\nRun: (\S+)\n/.exec(message) ?? [];
  if (name === undefined) return "by hand";
  const run = await getRecord(recordKeys.run(name), Run);
  if (run?.release === oid) return "release";
  if (run?.generated === oid) return "generated";
  const release = await getRecord(recordKeys.release(service, oid), ReleaseRecord);
  return release === undefined ? "by hand" : "release";
}

/** The trailer by which a release names the push that it adopts. */
export const adoptsTrailer = "Adopts";

/** Whether a commit's message says that its release adopts a person's push. */
export function adoptsPush(message: string): boolean {
  return message.includes(`\n${adoptsTrailer}: `);
}

/** A commit that a run has made. */
interface Made {
  origin: Origin;
  oid: string;
  commit: Commit;
}

/** What of a history was made by runs, and what by hand. */
export interface Standing {
  /** The commit that a run has made last; undefined where none is in the history, as far as it was fetched. */
  made: Made | undefined;
  /** The commit with what was generated for it. */
  generated: string | undefined;
  /** Commits by hand since then, the newest first. */
  byHand: { oid: string; commit: Commit }[];
}

/**
 * Follows the history from a commit to what runs have made on each way. A release has what was generated for it as its
 * second parent, where that is not what it holds itself. Of several ways, the newest commit counts.
 */
export async function standingOf(repository: Repository, service: string, from: string): Promise<Standing> {
  const waiting = [from];
  const seen = new Set(waiting);
  const byHand: Standing["byHand"] = [];
  let made: Made | undefined;
  for (const oid of waiting) {
    const commit = await repository.commitOf(oid);
    if (commit === undefined) continue;
    const origin = await originOf(service, oid, commit.message);
    if (origin === "by hand") {
      byHand.push({ oid, commit });
      for (const parent of commit.parent) {
        if (!seen.has(parent)) waiting.push(parent);
        seen.add(parent);
      }
    } else if (made === undefined || made.commit.committer.timestamp < commit.committer.timestamp) {
      made = { origin, oid, commit };
    }
  }
  return { made, generated: made && generatedFor(made), byHand };
}

function generatedFor({ origin, oid, commit }: Made): string {
  return origin === "release" ? (commit.parent[1] ?? oid) : oid;
}

/**
 * The commit with what was generated last from a requirement, and not from a push: what people have changed in `spec.md`
 * since then is theirs.
 */
export async function generatedFromRequirement(
  repository: Repository,
  service: string,
  { made }: Standing,
): Promise<string | undefined> {
  let at = made;
  while (at !== undefined && adoptsPush(at.commit.message)) {
    const [parent] = at.commit.parent;
    at = parent === undefined ? undefined : (await standingOf(repository, service, parent)).made;
  }
  return at && generatedFor(at);
}
