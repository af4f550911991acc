import { recordKeys, Service } from "../../shared/runs/run.ts";
import { RequirementRefusedError } from "../runtime/errors.ts";
import { createRecord, getRecord } from "../runtime/records.ts";

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
 * Gives the release that is live under it, if any.
 */
export async function reserveService({
  run,
  requirement,
  wanted,
  exact,
}: Reservation): Promise<{ service: string; previous: string | null }> {
  for (let number = 1; number <= mostNames; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 36)}-${number}`;
    const key = recordKeys.service(name);
    const fresh: Service = { name, reservedBy: run, requirement, live: null, newest: null };
    const created = await createRecord(key, fresh, { kind: "service", at: new Date().toISOString() });
    if (created) return { service: name, previous: null };
    const existing = await getRecord(key, Service);
    if (existing === undefined) continue;
    if (exact || existing.requirement === requirement) return { service: name, previous: existing.live };
  }
  throw new RequirementRefusedError(
    `${mostNames} services named ${wanted} exist already. Give the service a name of its own.`,
  );
}
