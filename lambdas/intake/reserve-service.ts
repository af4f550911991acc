import { recordKeys, Service } from "../../shared/runs/run.ts";
import { RequirementRefusedError } from "../runtime/errors.ts";
import { changeRecord, getRecord } from "../runtime/records.ts";
import { joinService, leaveService } from "../runtime/services.ts";

/** Names tried before giving up: `notes`, `notes-2`, … */
const mostNames = 100;

export interface Reservation {
  run: string;
  /** Digest of the requirement. */
  requirement: string;
  wanted: string;
  /** A person chose the name: a service that has it already gets a new release. Else the next free name is taken. */
  exact: boolean;
}

/**
 * Takes a name for the run's service: a new one, or that of the service which was built from the same requirement.
 * Gives the release that is live under it, and the newest that ever was, if any.
 */
export async function reserveService({
  run,
  requirement,
  wanted,
  exact,
}: Reservation): Promise<{ service: string; previous: string | null; newest: string | null }> {
  for (let number = 1; number <= mostNames; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 36)}-${number}`;
    const existing = await getRecord(recordKeys.service(name), Service);
    if (existing !== undefined && !exact && existing.requirement !== requirement) continue;
    // Kept first, so that the name is given back even if this is cut off here.
    await changeRecord(recordKeys.run(run), { service: name });
    const joined = await joinService({ run, service: name, requirement });
    if (exact || joined.requirement === requirement) {
      return { service: name, previous: joined.live, newest: joined.newest };
    }
    // Somebody else took it in between.
    await leaveService(name, run);
  }
  throw new RequirementRefusedError(
    `${mostNames} services named ${wanted} exist already. Give the service a name of its own.`,
  );
}
