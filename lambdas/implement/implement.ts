import * as z from "zod";
import { Implementation } from "../../shared/agents/source.ts";
import { implementService } from "../../shared/agents/tasks/implement-service.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { MissingRecordError } from "../runtime/errors.ts";
import { formatSource } from "../runtime/format-source.ts";
import { getRecord } from "../runtime/records.ts";

export interface ImplementInput {
  run: string;
  /** Digests. */
  requirement: string;
  blueprint: string;
  /** Id of the release that is live, whose schema the new one goes on from. */
  previous: string | null;
}

/** Writes the service's repository from its blueprint. */
export async function implement(input: ImplementInput) {
  const blueprint = await getArtifact(input.blueprint, Blueprint);
  const previous = await readPrevious(blueprint.service.name, input.previous);
  const written = await performFor(input.run, implementService, {
    blueprint,
    requirement: await getArtifact(input.requirement, z.string()),
    ...(previous === undefined ? {} : { previous }),
  });
  const implementation = { ...written, files: await formatSource(written.files) };
  const lines = implementation.files
    .filter((file) => file.path.startsWith("src/"))
    .reduce((sum, file) => sum + file.content.split("\n").length, 0);
  const result = { source: await putArtifact(implementation) };
  return { result, said: `${implementation.files.length} files, ${lines} lines of code` };
}

async function readPrevious(service: string, release: string | null) {
  if (release === null) return undefined;
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record === undefined)
    throw new MissingRecordError(`The release ${release} of ${service} has no record.`);
  const { migrations } = await getArtifact(record.source, Implementation);
  return { blueprint: await getArtifact(record.blueprint, Blueprint), migrations };
}
