import type { ImproveRequest } from "../../shared/improvement/improvement.ts";
import { collectedKeys, StoodOut } from "../../shared/telemetry/collected.ts";
import { getRecord } from "../runtime/records.ts";

/** The service that stood out by a measure when metrics were collected last; null when none did. */
export async function outstandingService(measure: ImproveRequest["measure"]): Promise<string | null> {
  const { worst } = (await getRecord(collectedKeys.worst, StoodOut)) ?? {};
  const named = measure === "slow" ? worst?.slowShare : worst?.rowsReadPerRequest;
  return named?.service ?? null;
}
