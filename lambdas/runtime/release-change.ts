import { Implementation } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { nothingMeant } from "../../shared/delivery/meant.ts";
import { breaks } from "../../shared/difference/breaks.ts";
import { meantBy } from "../../shared/difference/meant-by.ts";
import { releaseNotes } from "../../shared/difference/release-notes.ts";
import { ReleaseChange } from "../../shared/runs/rollout.ts";
import { GateReport, ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { getArtifact, putArtifact } from "./artifacts.ts";
import { MissingRecordError } from "./errors.ts";
import { changeRecord, getRecord } from "./records.ts";

/** Digests of what a release was made from. */
type Made = Pick<ReleaseRecord, "blueprint" | "source" | "report">;

/**
 * What a release changes of one that is to be live before it: what is meant to differ, what breaks, and the notes. Of a
 * first one `before` is null. `files` were changed by hand.
 */
export async function changeBetween(
  before: Made | null,
  made: Made,
  files: readonly string[] = [],
): Promise<ReleaseChange> {
  const after = await getArtifact(made.blueprint, Blueprint);
  const { verdicts: decisions } = await getArtifact(made.report, GateReport);
  if (before === null) {
    const notes = releaseNotes({ before: null, after, breaks: [], decisions, files });
    return { meant: nothingMeant, breaks: [], notes };
  }
  const former = await getArtifact(before.blueprint, Blueprint);
  const broken = breaks(
    { document: await apiOf(before), blueprint: former },
    { document: await apiOf(made), blueprint: after },
  );
  const notes = releaseNotes({ before: former, after, breaks: broken, decisions, files });
  const isRedesigned = (await fileOf(before, "design.json")) !== (await fileOf(made, "design.json"));
  return {
    meant: { ...meantBy(former, after), ...(isRedesigned && { rows: true }) },
    breaks: broken,
    notes,
  };
}

/**
 * What a release changes of the one that is live, with the artifact's digest: as it was committed, where it was built upon
 * that one, else worked out and kept with the release.
 *
 * @throws MissingRecordError when either release has no record
 */
export async function changeOf(
  service: string,
  { release, previous }: { release: string; previous: string | null },
): Promise<ReleaseChange & { digest: string }> {
  const record = await readRelease(service, release);
  if (record.change !== undefined && record.previous === previous) {
    return { ...(await getArtifact(record.change, ReleaseChange)), digest: record.change };
  }
  const change = await changeBetween(previous === null ? null : await readRelease(service, previous), record);
  const digest = await putArtifact(change);
  await changeRecord(recordKeys.release(service, release), { change: digest, previous });
  return { ...change, digest };
}

/** @throws MissingRecordError when there is none */
export async function readRelease(service: string, release: string): Promise<ReleaseRecord> {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record !== undefined) return record;
  throw new MissingRecordError(
    `The release ${release} of ${service} has no record. Build the service again.`,
  );
}

/** The release's OpenAPI document. */
async function apiOf(made: Made): Promise<unknown> {
  const document = await fileOf(made, "openapi.json");
  if (document === undefined) {
    throw new MissingRecordError("A release holds no openapi.json. Build the service again.");
  }
  return JSON.parse(document);
}

async function fileOf({ source }: Made, path: string): Promise<string | undefined> {
  const { files } = await getArtifact(source, Implementation);
  return files.find((file) => file.path === path)?.content;
}
