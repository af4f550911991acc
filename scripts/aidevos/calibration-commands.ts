import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { CalibrationLog, counting, sumOfTallies, windowDays } from "../../shared/calibration/calibration.ts";
import { counted } from "../../shared/counted.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { parse } from "./arguments.ts";
import { describeRates, ratesOf } from "./calibrations.ts";
import { withSession } from "./commands.ts";
import type { ControlPlane } from "./control-plane.ts";
import { CommandError, UsageError } from "./errors.ts";
import { ledgerLine } from "./follow-run.ts";
import { type Command, printResult, type Terminal } from "./terminal.ts";

/** Milliseconds between looks. */
const interval = 200;

/** Starts Calibrate, shows what it does, and says what came of it. */
export const calibrate: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  if (positionals.length > 0) throw new UsageError("Usage: npx aidevos calibrate");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const id = `calibrate-${randomBytes(4).toString("hex")}`;
    await follow({ controlPlane, terminal, id, executionArn: await controlPlane.startCalibrate(id) });
    const calibration = (await logOf(controlPlane)).calibrations.find((one) => one.id === id);
    if (calibration === undefined) throw new CommandError(`Nothing is kept of ${id}.`);
    const rates = ratesOf(calibration.tallies);
    printResult(values.json, { ...calibration, rates }, describeRates(rates));
    return 0;
  });
};

/** Shows how often the judges were wrong, over all calibrations that count. */
export const calibrations: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  if (positionals.length > 0) throw new UsageError("Usage: npx aidevos calibrations");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const list = counting((await logOf(controlPlane)).calibrations, new Date());
    const rates = ratesOf(sumOfTallies(list.flatMap(({ tallies }) => tallies)));
    const failed = list.filter(({ status }) => status === "failed");
    const text = [
      `${counted(list.length, "calibration")} in ${windowDays} days`,
      ...(rates.length === 0 ? [] : [describeRates(rates)]),
      ...failed.map(({ id, startedAt, text: why }) => `${startedAt.slice(0, 19)}  ${id} failed: ${why}`),
    ];
    printResult(values.json, { calibrations: list, rates }, text.join("\n"));
    return 0;
  });
};

async function logOf(controlPlane: ControlPlane): Promise<CalibrationLog> {
  const log = await controlPlane.record(recordKeys.calibrations, CalibrationLog);
  return log ?? { version: 0, calibrations: [] };
}

/**
 * Shows the ledger of an execution as it grows, until it has ended.
 *
 * @throws CommandError when it fails
 */
async function follow({
  controlPlane,
  terminal,
  id,
  executionArn,
}: {
  controlPlane: ControlPlane;
  terminal: Terminal;
  id: string;
  executionArn: string;
}): Promise<void> {
  const start = Date.now();
  let seen = "ledger#";
  for (;;) {
    const { status, error, cause } = await controlPlane.execution(executionArn);
    for (const { key, entry } of await controlPlane.ledger(id, seen)) {
      seen = key;
      if (entry.event === "started" || entry.text.includes(", waiting: ")) continue;
      terminal.progress(ledgerLine(entry, start));
    }
    if (status === "SUCCEEDED") return;
    if (status !== "RUNNING")
      throw new CommandError(`The calibration ${id} ended as ${status}: ${error ?? ""}: ${cause ?? ""}`);
    await pause(interval);
  }
}
