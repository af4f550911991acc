import type { ArchiveEntry } from "../../shared/improvement/proposal.ts";
import { finalStatuses, Run, recordKeys } from "../../shared/runs/run.ts";
import { archiveOf, changeProposal } from "./improvements.ts";
import { getRecord } from "./records.ts";

/**
 * What became of a proposal by the run that makes it: whatever was written of it meanwhile, that is how it is. Undefined
 * while the run is at work, or has not begun.
 */
export async function fateByRun(
  run: string,
  before: ArchiveEntry["fate"],
): Promise<ArchiveEntry["fate"] | undefined> {
  const record = await getRecord(recordKeys.run(run), Run);
  if (record === undefined || !finalStatuses.includes(record.status)) return undefined;
  if (record.status === "live") return "live";
  return before === "live" || before === "taken-back" ? "taken-back" : "withheld";
}

/** The service's archive, in which is written down what became of proposals after their improvements had ended. */
export async function settleFates(service: string): Promise<ArchiveEntry[]> {
  const archive = await archiveOf(service);
  for (const entry of archive) {
    const { proposal, run, fate } = entry;
    if (run === undefined) continue;
    const settled = await fateByRun(run, fate);
    if (settled === undefined || settled === fate) continue;
    const why = settled === "live" ? `${run} is live` : `${run} was taken back, or came to nothing`;
    await changeProposal(service, proposal.id, { fate: settled, why });
    Object.assign(entry, { fate: settled, why });
  }
  return archive;
}
