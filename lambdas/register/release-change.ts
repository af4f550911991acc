import { Implementation } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { nothingMeant } from "../../shared/delivery/meant.ts";
import { breaks } from "../../shared/difference/breaks.ts";
import { meantBy } from "../../shared/difference/meant-by.ts";
import { releaseNotes } from "../../shared/difference/release-notes.ts";
import type { ReleaseChange } from "../../shared/runs/rollout.ts";
import { GateReport, ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { changeRecord, getRecord } from "../runtime/records.ts";

/**
 * What a release changes of the one that it was built upon: what is meant to differ, what breaks, and the notes. Kept
 * with the release; gives the artifact's digest too.
 *
 * @throws MissingRecordError when either release has no record
 */
export async function changeOf(
  service: string,
  { release, previous }: { release: string; previous: string | null },
): Promise<ReleaseChange & { digest: string }> {
  const record = await releaseOf(service, release);
  const before = previous === null ? null : await releaseOf(service, previous);
  const after = await getArtifact(record.blueprint, Blueprint);
  const former = before === null ? null : await getArtifact(before.blueprint, Blueprint);
  const broken =
    before === null || former === null
      ? []
      : breaks(
          { document: await apiOf(before), blueprint: former },
          { document: await apiOf(record), blueprint: after },
        );
  const { verdicts } = await getArtifact(record.report, GateReport);
  const change: ReleaseChange = {
    meant: former === null ? nothingMeant : meantBy(former, after),
    breaks: broken,
    notes: releaseNotes({
      before: former,
      after,
      breaks: broken,
      decisions: verdicts,
    }),
  };
  const digest = await putArtifact(change);
  await changeRecord(recordKeys.release(service, release), { change: digest });
  return { ...change, digest };
}

async function releaseOf(service: string, release: string): Promise<ReleaseRecord> {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record !== undefined) return record;
  throw new MissingRecordError(
    `The release ${release} of ${service} has no record. Build the service again.`,
  );
}

/** The release's OpenAPI document. */
async function apiOf({ id, source }: ReleaseRecord): Promise<unknown> {
  const { files } = await getArtifact(source, Implementation);
  const document = files.find(({ path }) => path === "openapi.json");
  if (document === undefined) throw new MissingRecordError(`The release ${id} holds no openapi.json.`);
  return JSON.parse(document.content);
}
