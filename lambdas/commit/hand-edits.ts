import { HandEditsError } from "../runtime/errors.ts";
import { originOf } from "../runtime/history.ts";
import type { Repository } from "../runtime/repository.ts";

/**
 * Refuses to commit when main has gone on since the merge by something that the gates have not seen: a person's push, or
 * a release with changes by hand. Releases that hold what was generated alone may have come in between.
 *
 * @throws HandEditsError that says what stands there now
 */
export async function refuseGoneOn(
  repository: Repository,
  {
    service,
    head,
    merged,
    edited,
  }: { service: string; head: string; merged: string | null; edited: boolean },
): Promise<void> {
  for (let oid: string | undefined = head; oid !== undefined && oid !== merged; ) {
    const commit = await repository.commitOf(oid);
    if (commit === undefined) break;
    const origin = await originOf(service, oid, commit.message);
    if (edited || origin !== "release" || commit.parent.length > 1) {
      const [subject] = commit.message.split("\n", 1);
      throw new HandEditsError(
        `While the release was built, main of ${service} went on to ${oid.slice(0, 12)} by ${commit.author.name}: ${subject}. ` +
          "The gates have not seen the two together, so nothing is committed. Build it again when that commit's own run has ended.",
      );
    }
    oid = commit.parent[0];
  }
}
