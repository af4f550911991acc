import { Run } from "../../shared/runs/run.ts";
import { shortened } from "../../shared/shortened.ts";
import { only, parse } from "./arguments.ts";
import { withSession } from "./commands.ts";
import type { ControlPlane } from "./control-plane.ts";
import { describeExchanges, recordingOf } from "./exchanges.ts";
import { knownRun } from "./known-run.ts";
import { otlpOf } from "./otlp.ts";
import { describeReport, reportOf } from "./report.ts";
import { describeRollout, rolloutOf } from "./rollout.ts";
import { spansOf } from "./spans.ts";
import { describeSpending, ledgerText, spendingOf, spendingTable } from "./spending.ts";
import { stopRun } from "./stop.ts";
import { type Command, printResult, table } from "./terminal.ts";
import { describeSpans } from "./waterfall.ts";

export const runs: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {
    exchanges: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
    rollout: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
  });
  return withSession(values, terminal, async ({ controlPlane }) => {
    if (values.exchanges) {
      const run = await knownRun(controlPlane, only(positionals, "runs <run> --exchanges"));
      const recording = await recordingOf(controlPlane, run);
      printResult(values.json, recording, describeExchanges(recording));
      return 0;
    }
    if (values.report) {
      const run = await knownRun(controlPlane, only(positionals, "runs <run> --report"));
      const report = await reportOf(controlPlane, run);
      printResult(values.json, report, describeReport(report));
      return 0;
    }
    if (values.rollout) {
      const run = await knownRun(controlPlane, only(positionals, "runs <run> --rollout"));
      const looks = await rolloutOf(controlPlane, run);
      printResult(values.json, looks, describeRollout(looks));
      return 0;
    }
    if (values.trace) {
      const spans = await spansOf(controlPlane, only(positionals, "runs <run> --trace"));
      printResult(values.json, otlpOf(spans), describeSpans(spans));
      return 0;
    }
    const [wanted] = positionals;
    if (wanted === undefined) await printRuns(controlPlane, values.json);
    else await printRun(controlPlane, wanted, values.json);
    return 0;
  });
};

export const stop: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, { reason: { type: "string" } });
  const id = only(positionals, "stop <run> [--reason <text>]");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const run = await stopRun(controlPlane, id, values.reason);
    const text = `${id}: ${run.failure?.message ?? run.status} (${describeSpending(spendingOf(run))}). "npx aidevos redrive ${id}" goes on with it.`;
    printResult(values.json, { ...run, ...spendingOf(run) }, text);
    return 0;
  });
};

async function printRun(controlPlane: ControlPlane, wanted: string, json: boolean): Promise<void> {
  const run = await knownRun(controlPlane, wanted);
  const ledger = (await controlPlane.ledger(wanted, "ledger#")).map(({ entry }) => entry);
  const rows = ledger.map((entry) => [
    entry.at,
    entry.role,
    entry.state,
    entry.event,
    ledgerText({ ...entry, text: shortened(entry.text, 200) }),
  ]);
  const heading = `${run.id}: ${run.status} ${run.failure?.message ?? ""}`.trimEnd();
  const text = [heading, table(rows), spendingTable(run)].filter((part) => part !== "").join("\n");
  printResult(json, { ...run, ...spendingOf(run), ledger }, text);
}

async function printRuns(controlPlane: ControlPlane, json: boolean): Promise<void> {
  const list = await controlPlane.list("run", Run);
  const rows = list.map(({ id, status, service, startedAt, failure, question }) => [
    id,
    question === undefined ? status : "waiting",
    service ?? "-",
    startedAt,
    shortened(question ?? failure?.message ?? "", 80),
  ]);
  const text =
    list.length === 0 ? "No runs yet." : table([["RUN", "STATUS", "SERVICE", "STARTED", ""], ...rows]);
  printResult(json, list, text);
}
