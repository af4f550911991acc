import { counted } from "../../shared/counted.ts";
import { ReleaseRecord, Run, recordKeys } from "../../shared/runs/run.ts";
import { HandEditsError } from "../runtime/errors.ts";
import { getRecord } from "../runtime/records.ts";
import type { Remote } from "./remote.ts";
import type { Repository } from "./repository.ts";

/** Commits of history that are looked through for the last release. */
const depth = 200;

/** Most commits and files that the report names. */
const mostNamed = 20;

/**
 * Fails when somebody has pushed to the repository since the last release: their work went through no gate, and the
 * next release's files would replace it.
 *
 * @throws HandEditsError that names the commits and files, and how to go on
 */
export async function refuseHandEdits(
  repository: Repository,
  { service, head, remote }: { service: string; head: string; remote: Remote },
): Promise<void> {
  const [latest] = await repository.log(head);
  if (latest !== undefined && (await isRelease(service, latest.oid, latest.commit.message))) return;

  await repository.fetch(remote, depth);
  const edits: string[] = [];
  let base: string | undefined;
  for (const { oid, commit } of await repository.log(head)) {
    if (await isRelease(service, oid, commit.message)) {
      base = oid;
      break;
    }
    edits.push(`${oid.slice(0, 12)} by ${commit.author.name}: ${commit.message.split("\n", 1)[0]}`);
  }
  const files = base === undefined ? [] : await repository.changedFiles(base, head);
  throw new HandEditsError(
    [
      `The repository of ${service} has ${counted(edits.length, "commit")} that no run has made: ${named(edits)}.`,
      files.length > 0 ? ` They change ${named(files)}.` : "",
      " They went through no gate, and a new release would replace them, so nothing is committed.",
      ` To go on, keep them on a branch (git push origin ${head}:refs/heads/by-hand)`,
      base === undefined
        ? " and put main back to a release"
        : ` and put main back (git push --force origin ${base}:main)`,
      ", ask for what they do in the requirement, and build again.",
    ].join(""),
  );
}

/** Whether a run has made the commit: it is a release, or about to be one. */
async function isRelease(service: string, oid: string, message: string): Promise<boolean> {
  if ((await getRecord(recordKeys.release(service, oid), ReleaseRecord)) !== undefined) return true;
  const [, run] = /\nRun: (\S+)\n/.exec(message) ?? [];
  return run !== undefined && (await getRecord(recordKeys.run(run), Run))?.release === oid;
}

function named(names: readonly string[]): string {
  const shown = names.slice(0, mostNamed).join(", ");
  return names.length > mostNamed ? `${shown} and ${names.length - mostNamed} more` : shown;
}
