import { ReleaseRecord, recordKeys, Service } from "../../shared/runs/run.ts";
import { MissingRecordError, RunClosedError } from "../runtime/errors.ts";
import { getRecord } from "../runtime/records.ts";
import { readRun } from "../runtime/runs.ts";

export interface FindInput {
  service: string | null;
  /** Null means the newest that was ready to be delivered. */
  release: string | null;
}

/**
 * What a person means who starts Deliver with a service's name: a release, and the run that made it.
 *
 * @throws MissingRecordError when there is no such service or release
 * @throws RunClosedError when the release is being delivered already
 */
export async function find({ service: name, release: wanted }: FindInput) {
  if (name === null)
    throw new MissingRecordError('The input names no service. Give one: {"service": "lamps"}.');
  const service = await getRecord(recordKeys.service(name), Service);
  if (service === undefined) {
    throw new MissingRecordError(`There is no service ${name}. "npx aidevos services" lists them.`);
  }
  const id = wanted ?? service.ready ?? service.newest;
  if (id === null)
    throw new MissingRecordError(`No release of ${name} is ready to be delivered. Build it first.`);
  const release = await getRecord(recordKeys.release(name, id), ReleaseRecord);
  if (release === undefined) {
    throw new MissingRecordError(`${name} has no release ${id}. "npx aidevos release ${name}" lists them.`);
  }
  const { id: run, status, delivery, previous = null, newest = null } = await readRun(release.run);
  if (status === "delivering" && delivery !== undefined) {
    throw new RunClosedError(
      `The release ${id} of ${name} is being delivered by the execution ${delivery}. Wait for it, or stop it first.`,
    );
  }
  return {
    result: { run, service: name, release: id, bundle: release.digest, previous, newest },
    said: `release ${id.slice(0, 7)} of the run ${run}, which is ${status}`,
  };
}
