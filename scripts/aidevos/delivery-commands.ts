import * as z from "zod";
import { TenantAnswer, TenantList, TenantName } from "../../shared/delivery/control.ts";
import { deliveryMetrics } from "../../shared/runs/delivery-metrics.ts";
import { ReleaseChange, ReleaseEvent } from "../../shared/runs/rollout.ts";
import { GateReport, ReleaseRecord, recordKeys, Service } from "../../shared/runs/run.ts";
import { approvalOf, sendAnswer } from "./approval.ts";
import { only, parse } from "./arguments.ts";
import { buildTimeout } from "./build.ts";
import { withSession } from "./commands.ts";
import { CommandError, UsageError } from "./errors.ts";
import { followRun } from "./follow-run.ts";
import { knownRun } from "./known-run.ts";
import { describeMetrics } from "./metrics.ts";
import { describeReport } from "./report.ts";
import { describeRollout, rolloutOf } from "./rollout.ts";
import { type Command, printResult, table } from "./terminal.ts";

export const approve: Command = answer(true);
export const reject: Command = answer(false);

/** Answers the question that a run's release waits with, and waits for what becomes of it. */
function answer(approved: boolean): Command {
  return async (args, terminal) => {
    const { values, positionals } = parse(args, { reason: { type: "string" }, by: { type: "string" } });
    const word = approved ? "approve" : "reject";
    const id = only(positionals, `${word} <run> [--reason <text>] [--by <name>]`);
    if (!approved && values.reason === undefined)
      throw new UsageError("Say why: npx aidevos reject <run> --reason <text>");
    return withSession(values, terminal, async ({ controlPlane }) => {
      const run = await knownRun(controlPlane, id);
      const { token } = await approvalOf(controlPlane, run);
      const { reason = "approved at the command line", by = process.env.USER ?? "the command line" } = values;
      const since = new Date().toISOString();
      await sendAnswer(controlPlane, run, { token, answer: { approved, by, reason } });
      const executionArn = controlPlane.deliverExecutionArn(run.delivery ?? id);
      const ended = await followRun({
        controlPlane,
        terminal,
        run: id,
        executionArn,
        timeout: buildTimeout,
        since,
      });
      printResult(values.json, ended, `${id}: ${ended.status} ${ended.failure?.message ?? ended.url ?? ""}`);
      return (ended.status === "live") === approved ? 0 : 1;
    });
  };
}

export const release: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const [name, wanted] = positionals;
  if (name === undefined || positionals.length > 2)
    throw new UsageError("Usage: npx aidevos release <service> [<release>]");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const service = await controlPlane.record(recordKeys.service(name), Service);
    if (service === undefined) throw new CommandError(`There is no service ${name}.`);
    const all = await controlPlane.under(recordKeys.service(name).pk, "release#", ReleaseRecord);
    const id = wanted ?? service.live ?? service.ready;
    const found = all.filter((each) => id !== null && each.id.startsWith(id));
    const [record] = found;
    if (record === undefined || found.length > 1) {
      const known = table(all.map((each) => [each.id, each.status, each.committedAt]));
      throw new CommandError(
        `${name} has ${found.length === 0 ? "no" : "more than one"} release ${id}. It has:\n${known}`,
      );
    }
    const change =
      record.change === undefined ? undefined : await controlPlane.artifact(record.change, ReleaseChange);
    const report = await controlPlane.artifact(record.report, GateReport);
    const run = await knownRun(controlPlane, record.run);
    const looks = await rolloutOf(controlPlane, run);
    const events = (
      await controlPlane.under(recordKeys.service(name).pk, `event#${record.id}#`, ReleaseEvent)
    ).toSorted((left, right) => left.at.localeCompare(right.at));
    const text = [
      `${record.id} of ${name}: ${record.status}, by the run ${record.run}`,
      ...events.map(
        ({ at, event, by, reason }) =>
          `${at}  ${event} by ${by === "person" ? "a person" : "the engine"}: ${reason}`,
      ),
      ...(change === undefined ? [] : ["", change.notes.trimEnd()]),
      "",
      describeReport(report),
      "",
      describeRollout(looks),
    ].join("\n");
    printResult(values.json, { ...record, change, report, looks, events }, text);
    return 0;
  });
};

export const metrics: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const [name] = positionals;
  if (positionals.length > 1) throw new UsageError("Usage: npx aidevos metrics [service]");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const events =
      name === undefined
        ? await controlPlane.list("release-event", ReleaseEvent)
        : await controlPlane.under(recordKeys.service(name).pk, "event#", ReleaseEvent);
    const result = deliveryMetrics(events);
    printResult(values.json, result, describeMetrics(result));
    return 0;
  });
};

export const tenants: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, { add: { type: "string" } });
  const service = only(positionals, "tenants <service> [--add <name>]");
  const name = TenantName.optional().safeParse(values.add);
  if (!name.success) throw new UsageError(`--add ${values.add}: ${z.prettifyError(name.error)}`);
  return withSession(values, terminal, async ({ controlPlane, workerUrl }) => {
    const plane = await controlPlane.dataPlane(workerUrl);
    const path = `/services/${encodeURIComponent(service)}/tenants`;
    if (name.data !== undefined) {
      const made = await plane.call("PUT", `${path}/${name.data}`, TenantAnswer);
      printResult(values.json, made, `${name.data} is served at ${workerUrl}${made.path}`);
      return 0;
    }
    const list = await plane.call("GET", path, TenantList);
    printResult(values.json, list, list.tenants.length === 0 ? "No tenants yet." : list.tenants.join("\n"));
    return 0;
  });
};
