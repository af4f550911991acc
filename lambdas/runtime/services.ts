import { recordKeys, Service } from "../../shared/runs/run.ts";
import { addMember, createRecord, removeMember, removeRecordWithout } from "./records.ts";

const builders = "builders";

export interface Reservation {
  run: string;
  service: string;
  /** Digest of the requirement. */
  requirement: string;
}

/** Makes the run one of those that build under the name, which is taken if nobody had it. */
export async function joinService({ run, service, requirement }: Reservation): Promise<Service> {
  const key = recordKeys.service(service);
  const fresh: Service = {
    name: service,
    reservedBy: run,
    requirement,
    live: null,
    newest: null,
    ready: null,
  };
  for (;;) {
    const attributes = { kind: "service", at: new Date().toISOString(), builders: new Set([run]) };
    if (await createRecord(key, fresh, attributes)) return fresh;
    const joined = await addMember(key, { set: builders, member: run }, Service);
    if (joined !== undefined) return joined;
    // It was given back between the two: the next try finds it free, or taken by somebody else.
  }
}

/** The run builds under the name no more. */
export async function leaveService(service: string, run: string): Promise<void> {
  await removeMember(recordKeys.service(service), builders, run);
}

/** Gives a name back under which nobody builds and nothing was ever live. */
export async function giveBackService(service: string): Promise<void> {
  await removeRecordWithout(recordKeys.service(service), builders, ["live", "url"]);
}
