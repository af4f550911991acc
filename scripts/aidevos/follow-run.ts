import { setTimeout as pause } from "node:timers/promises";
import { counted } from "../../shared/counted.ts";
import { finalStatuses, type LedgerEntry, type Run } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import { ledgerText } from "./spending.ts";
import type { Terminal } from "./terminal.ts";

/** Milliseconds between looks at a run. */
const interval = 80;

/** Looks at a run that has ended which wait for the last lines of its ledger. */
const lastLooks = 25;

export interface FollowOptions {
  controlPlane: ControlPlane;
  terminal: Terminal;
  run: string;
  /** The execution that works on it: what the run was before that has taken it up is not its end. */
  executionArn: string;
  /** Milliseconds after which waiting is given up. The run itself goes on. */
  timeout: number;
  /** ISO 8601, UTC: what the ledger holds until then has been shown. */
  since?: string;
  /** Whether to stop looking when a person is asked about the run. */
  untilAsked?: boolean;
}

/**
 * Shows a run's ledger as it grows, and gives the run once it has ended one way or the other, or waits for a person
 * where `untilAsked` says so.
 *
 * @throws CommandError when the run does not end in time, or ends without a record
 */
export async function followRun({
  controlPlane,
  terminal,
  run,
  executionArn,
  timeout,
  since = "",
  untilAsked = false,
}: FollowOptions): Promise<Run> {
  const start = Date.now();
  const working = new Map<string, LedgerEntry>();
  let seen = since === "" ? "ledger#" : `ledger#${since}~`;
  let looks = 0;
  while (Date.now() - start < timeout) {
    const record = await controlPlane.run(run);
    for (const { key, entry } of await controlPlane.ledger(run, seen)) {
      seen = key;
      if (isAfterwards(entry, record, working)) continue;
      if (entry.event === "started") working.set(entry.state, entry);
      else {
        working.delete(entry.state);
        terminal.progress(ledgerLine(entry, start));
      }
    }
    // The state that closes the run says so in the ledger just after it has closed it, if nothing cuts it off.
    if (record !== undefined && (await hasEnded(controlPlane, executionArn, record))) {
      if (working.size === 0 || ++looks > lastLooks) {
        terminal.status("");
        return record;
      }
    }
    if (untilAsked && record?.question !== undefined) {
      terminal.status("");
      return record;
    }
    terminal.status(
      `        ${[...working.values()].map(({ role, state }) => `${role}: ${state} ...`).join("   ")}`,
    );
    await failOnEnd(controlPlane, executionArn, record);
    await pause(interval);
  }
  throw new CommandError(
    `The run ${run} has not ended after ${timeout / 1000} s. It goes on: look at it with "npx aidevos runs".`,
  );
}

/** What is done once a run has ended is not the run's: Recover looks after each execution that failed. */
function isAfterwards(
  entry: LedgerEntry,
  run: Run | undefined,
  working: ReadonlyMap<string, LedgerEntry>,
): boolean {
  if (run?.endedAt === undefined || !finalStatuses.includes(run.status)) return false;
  return entry.at > run.endedAt && !working.has(entry.state);
}

/** A line of the ledger, with the seconds since `start` (milliseconds). */
export function ledgerLine(entry: LedgerEntry, start: number): string {
  const { at, role, state, event } = entry;
  const seconds = Math.max(0, (Date.parse(at) - start) / 1000).toFixed(1);
  const text = ledgerText({ ...entry, text: firstLine(entry.text) });
  return `${seconds.padStart(5)} s  ${role.padEnd(9)}  ${state.padEnd(10)}  ${event === "failed" ? "FAILED " : ""}${text}`;
}

/** What a failed run has to say in many lines is said when it has ended. */
function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length === 0 ? text : `${first} (and ${counted(more.length, "line")} more)`;
}

async function hasEnded(controlPlane: ControlPlane, executionArn: string, record: Run): Promise<boolean> {
  if (!finalStatuses.includes(record.status)) return false;
  const name = executionArn.slice(executionArn.lastIndexOf(":") + 1);
  if (record.execution === name || record.delivery === name) return true;
  return (await controlPlane.execution(executionArn)).status !== "RUNNING";
}

/** An execution that has failed without reaching Abandon leaves no final record: its own words are all there is. */
async function failOnEnd(
  controlPlane: ControlPlane,
  executionArn: string,
  record: Run | undefined,
): Promise<void> {
  if (record?.status === "delivering") return;
  const { status, error, cause } = await controlPlane.execution(executionArn);
  if (status === "RUNNING" || status === "SUCCEEDED") return;
  const latest = record === undefined ? undefined : await controlPlane.run(record.id);
  if (latest !== undefined && finalStatuses.includes(latest.status)) return;
  throw new CommandError(`The execution ended as ${status}: ${error ?? "no error"}: ${cause ?? "no cause"}`);
}
