import { recordKeys } from "../../shared/runs/run.ts";
import { MergeConflictError } from "../runtime/errors.ts";
import { adoptsTrailer } from "../runtime/history.ts";
import { changeRecord } from "../runtime/records.ts";
import type { Remote } from "../runtime/remote.ts";
import type { Repository } from "../runtime/repository.ts";
import { readRun } from "../runtime/runs.ts";
import type { Conflict, Tree } from "./merge-trees.ts";

/** Most files that are named. */
const mostNamed = 20;

/**
 * Puts what was generated on a branch of its own, which a person can merge, and refuses the merge.
 *
 * @throws MergeConflictError that names files and lines, and how to go on
 */
export async function refuseConflicts({
  run,
  service,
  pushed,
  repository,
  remote,
  base,
  generated,
  conflicts,
}: {
  run: string;
  service: string;
  /** The push that the run adopts. */
  pushed: string | null;
  repository: Repository;
  remote: Remote;
  /** The commit of what was generated last. */
  base: string;
  generated: Tree;
  conflicts: readonly Conflict[];
}): Promise<never> {
  const branch = `generated/${run}`;
  const adopts = pushed === null ? "" : `${adoptsTrailer}: ${pushed}\n`;
  const commit = await repository.commit({
    tree: generated,
    message: `Generate ${service} anew, beside what stands by hand\n\n${adopts}Run: ${run}\n`,
    parents: [base],
    author: "developer",
    time: new Date((await readRun(run)).startedAt),
  });
  // Kept before the push: whoever finds the commit in the repository can tell whose it is.
  await changeRecord(recordKeys.run(run), { generated: commit });
  await repository.pushBranch(remote, branch, commit);
  const named = conflicts.slice(0, mostNamed).map(({ path, text }) => `${path}: ${text}`);
  const more = conflicts.length > mostNamed ? [`and ${conflicts.length - mostNamed} more files`] : [];
  throw new MergeConflictError(
    [
      `What is generated now and what was changed by hand in ${service} do not go together:`,
      ...named,
      ...more,
      `Nothing is overwritten, and nothing live has changed. What was generated is on the branch ${branch}:`,
      `git fetch && git merge origin/${branch}, bring the two together there, and push main.`,
    ].join("\n"),
  );
}
