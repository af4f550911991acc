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

/** Writes down what became of a service's proposals after their improvements had ended. */
export async function settleFates(service: string): Promise<void> {
  for (const { proposal, run, fate } of await archiveOf(service)) {
    if (run === undefined) continue;
    const settled = await fateByRun(run, fate);
    if (settled === undefined || settled === fate) continue;
    await changeProposal(service, proposal.id, {
      fate: settled,
      why: settled === "live" ? `${run} is live` : `${run} was taken back, or came to nothing`,
    });
  }
}
