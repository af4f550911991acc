import { unitCost } from "../../shared/delivery/cost.ts";
import { ReleaseRecord, recordKeys } from "../../shared/runs/run.ts";
import { costOfRelease, metersOf } from "../runtime/meters.ts";
import { getRecord } from "../runtime/records.ts";
import { readRun } from "../runtime/runs.ts";

/** Requests that a release must have answered to be blamed, and how many times as much they must cost. */
const blamed = { requests: 20, factor: 1.5 };

export interface Suspect {
  service: string;
  /** That is live. */
  release: string;
  /** Seconds. */
  fresh: number;
  now: Date;
}

/**
 * Why the live release is taken for the cause of an alarm; undefined when it is not: it went live lately, and its
 * requests cost much more than those of the release before.
 */
export async function freshCulprit({ service, release, fresh, now }: Suspect): Promise<string | undefined> {
  const record = await getRecord(recordKeys.release(service, release), ReleaseRecord);
  if (record?.previous === undefined || record.previous === null) return undefined;
  const { endedAt } = await readRun(record.run);
  if (endedAt === undefined) return undefined;
  const age = (now.getTime() - Date.parse(endedAt)) / 1000;
  if (age > fresh) return undefined;
  const meters = await metersOf(service);
  const [after, before] = [release, record.previous].map((one) => costOfRelease(meters, one));
  if (after === undefined || before === undefined) return undefined;
  const isDearer = unitCost(after) > blamed.factor * unitCost(before);
  if (after.requests < blamed.requests || before.requests < blamed.requests || !isDearer) return undefined;
  return (
    `${release.slice(0, 7)} has been live for ${Math.round(age)} s, and its requests cost ${unitCost(after).toFixed(1)} rows each, ` +
    `where those of ${record.previous.slice(0, 7)} cost ${unitCost(before).toFixed(1)}`
  );
}
