import { Implementation, ServiceTests, type SourceFile } from "../../shared/agents/source.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { ReleaseRecord, type Run, recordKeys } from "../../shared/runs/run.ts";
import { getArtifact } from "./artifacts.ts";
import { getRecord } from "./records.ts";

/** What the release that a run builds upon was made of. */
export interface LiveService {
  release: string;
  /** Of its bundle. */
  digest: string;
  blueprint: Blueprint;
  files: SourceFile[];
  tests: ServiceTests;
}

/** Undefined where the run builds upon nothing. */
export async function readLiveService(
  service: string,
  { previous }: Pick<Run, "previous">,
): Promise<LiveService | undefined> {
  if (previous === null || previous === undefined) return undefined;
  const record = await getRecord(recordKeys.release(service, previous), ReleaseRecord);
  if (record === undefined) return undefined;
  const [blueprint, { files }, tests] = await Promise.all([
    getArtifact(record.blueprint, Blueprint),
    getArtifact(record.source, Implementation),
    getArtifact(record.tests, ServiceTests),
  ]);
  return { release: previous, digest: record.digest, blueprint, files, tests };
}
