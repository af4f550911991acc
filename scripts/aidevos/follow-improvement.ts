import { setTimeout as pause } from "node:timers/promises";
import { Improvement } from "../../shared/improvement/improvement.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError } from "./errors.ts";
import { ledgerLine } from "./follow-run.ts";
import type { Terminal } from "./terminal.ts";

/** Milliseconds between looks, and until waiting is given up: the execution itself goes on. */
const interval = 200;
const limit = 30 * 60_000;

/** Characters of a line: the ledger has all. */
const lineLimit = 240;

/** States that look again and again: only what has changed since is worth a line. */
const looking = new Set(["Record", "Follow"]);

/**
 * Shows the ledger of an execution of Improve as it grows, and gives what it came to.
 *
 * @throws CommandError when it does not end in time, or fails without a record
 */
export async function followImprovement({
  controlPlane,
  terminal,
  id,
}: {
  controlPlane: ControlPlane;
  terminal: Terminal;
  id: string;
}): Promise<Improvement> {
  const start = Date.now();
  const shown = new Map<string, string>();
  let seen = "ledger#";
  while (Date.now() - start < limit) {
    const record = await controlPlane.record(recordKeys.improvement(id), Improvement);
    for (const { key, entry } of await controlPlane.ledger(id, seen)) {
      seen = key;
      const isNews = entry.event !== "started" && shown.get(entry.state) !== entry.text;
      if (looking.has(entry.state) && entry.event !== "failed") terminal.status(`        ${entry.text}`);
      else if (isNews)
        terminal.progress(ledgerLine({ ...entry, text: shortened(entry.text, lineLimit) }, start));
      if (entry.event !== "started") shown.set(entry.state, entry.text);
    }
    if (record !== undefined && record.status !== "open") {
      terminal.status("");
      return record;
    }
    const { status, error, cause } = await controlPlane.execution(controlPlane.improveExecutionArn(id));
    if (status !== "RUNNING" && status !== "SUCCEEDED" && record?.status !== "failed")
      throw new CommandError(
        `The improvement ${id} ended as ${status}: ${error ?? "no error"}: ${cause ?? "no cause"}`,
      );
    await pause(interval);
  }
  throw new CommandError(
    `The improvement ${id} has not ended after ${limit / 60_000} minutes. It goes on: "npx aidevos improvements".`,
  );
}
