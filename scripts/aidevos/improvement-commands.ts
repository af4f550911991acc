import { randomBytes } from "node:crypto";
import * as z from "zod";
import { Improvement, type Stop } from "../../shared/improvement/improvement.ts";
import { ArchiveEntry, Finding } from "../../shared/improvement/proposal.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { only, parse } from "./arguments.ts";
import { withSession } from "./commands.ts";
import { CommandError, UsageError } from "./errors.ts";
import { followImprovement } from "./follow-improvement.ts";
import { describeForPeople, describeImprovement, describeProposals } from "./improvements.ts";
import { type Command, printResult } from "./terminal.ts";

/** Starts Improve for a service, shows what it does, and says what came of it. */
export const improve: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const name = only(positionals, "improve <service>");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const service = await controlPlane.record(recordKeys.service(name), Service);
    if (service === undefined || service.live === null)
      throw new CommandError(`Nothing is live on ${name}. "npx aidevos services" lists what is.`);
    const execution = `improve-${name}-${randomBytes(4).toString("hex")}`;
    await controlPlane.startImprove(execution, { service: name, by: "person", alarm: null, measure: "rows" });
    const improvement = await followImprovement({ controlPlane, terminal, id: execution });
    const tried = await Promise.all(
      improvement.proposals.map((id) => controlPlane.record(recordKeys.proposal(name, id), ArchiveEntry)),
    );
    const proposals = tried.filter((entry) => entry !== undefined);
    const findings =
      improvement.findings === undefined
        ? []
        : await controlPlane.artifact(improvement.findings, z.array(Finding));
    const text = [describeImprovement(improvement, proposals), describeForPeople(findings)];
    printResult(
      values.json,
      { ...improvement, found: findings, tried: proposals },
      text.filter((part) => part !== "").join("\n\n"),
    );
    return improvement.status === "failed" ? 1 : 0;
  });
};

export const improvements: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const [name, ...more] = positionals;
  if (more.length > 0) throw new UsageError("Usage: npx aidevos improvements [<service>]");
  return withSession(values, terminal, async ({ controlPlane }) => {
    const isAsked = ({ service }: { service: string | null }) => name === undefined || service === name;
    const list = (await controlPlane.list("improvement", Improvement)).filter(isAsked);
    const entries = (await controlPlane.list("proposal", ArchiveEntry)).filter(({ proposal }) =>
      isAsked(proposal),
    );
    const text =
      list.length === 0
        ? "Nothing was improved yet."
        : [...list.map((one) => describeImprovement(one, [])), describeProposals(entries)].join("\n");
    printResult(values.json, { improvements: list, proposals: entries }, text);
    return 0;
  });
};

export const hold: Command = stopping(true);
export const unhold: Command = stopping(false);

function stopping(stopped: boolean): Command {
  return async (args, terminal) => {
    const { values, positionals } = parse(args, { reason: { type: "string" }, by: { type: "string" } });
    const [name, ...more] = positionals;
    const word = stopped ? "hold" : "unhold";
    if (more.length > 0) throw new UsageError(`Usage: npx aidevos ${word} [<service>] --reason <text>`);
    if (stopped && values.reason === undefined)
      throw new UsageError(`Say why: npx aidevos ${word} [<service>] --reason <text>`);
    return withSession(values, terminal, async ({ controlPlane }) => {
      if (name !== undefined && (await controlPlane.record(recordKeys.service(name), Service)) === undefined)
        throw new CommandError(`There is no service ${name}.`);
      const stop: Stop = {
        stopped,
        by: values.by ?? process.env.USER ?? "the command line",
        reason: values.reason ?? "taken back at the command line",
        at: new Date().toISOString(),
      };
      await controlPlane.putStop(name ?? null, stop);
      const what = name ?? "any service";
      const text = stopped
        ? `Nothing of ${what} is changed without a person from now on.`
        : `The engine may change ${what} by itself again.`;
      printResult(values.json, { service: name ?? null, ...stop }, text);
      return 0;
    });
  };
}
