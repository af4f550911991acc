import { counted } from "../../shared/counted.ts";
import { runOfPush } from "../../shared/delivery/push.ts";
import { Run, recordKeys } from "../../shared/runs/run.ts";
import { HandEditsError } from "../runtime/errors.ts";
import type { Standing } from "../runtime/history.ts";
import { getRecord } from "../runtime/records.ts";
import type { Repository } from "../runtime/repository.ts";

/** Most commits and files that the report names. */
const mostNamed = 20;

/**
 * Refuses to build upon commits that no run has adopted: their push is still tried, did not pass its gates, or was never
 * noticed.
 *
 * @throws HandEditsError that names the commits and files, what became of their push, and how to go on
 */
export async function refuseUnadopted(
  repository: Repository,
  { service, head, standing }: { service: string; head: string; standing: Standing },
): Promise<never> {
  const { byHand, made } = standing;
  const commits = byHand.map(
    ({ oid, commit }) => `${oid.slice(0, 12)} by ${commit.author.name}: ${commit.message.split("\n", 1)[0]}`,
  );
  const base = made?.oid;
  const files = base === undefined ? [] : await changedFiles(repository, base, head);
  const run = await getRecord(recordKeys.run(runOfPush({ service, commit: head })), Run);
  throw new HandEditsError(
    [
      `The repository of ${service} has ${counted(commits.length, "commit")} that no release holds: ${named(commits)}.`,
      files.length > 0 ? ` They change ${named(files)}.` : "",
      " Nothing is built over them, and nothing is overwritten. ",
      whatBecame(run),
      base === undefined || run?.status === "developing"
        ? ""
        : ` Or take them back (git revert, or git push --force origin ${base}:refs/heads/main).`,
    ].join(""),
  );
}

function whatBecame(run: Run | undefined): string {
  if (run === undefined)
    return "No run has tried them: push once more (git commit --allow-empty), so that they go through their gates.";
  if (run.status === "developing") return `The run ${run.id} tries them: build again when it has ended.`;
  return (
    `They did not pass their gates in the run ${run.id}: ${run.failure?.message ?? "no reason is known"} ` +
    "Mend them and push again."
  );
}

async function changedFiles(repository: Repository, from: string, to: string): Promise<string[]> {
  const [before, after] = [await repository.readTree(from), await repository.readTree(to)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .sort();
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}
