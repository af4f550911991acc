import { stringify } from "yaml";
import * as z from "zod";
import { counted } from "../../shared/counted.ts";
import type { Exchange, Recording } from "../../shared/models/exchange.ts";
import type { Json } from "../../shared/models/model.ts";
import { GateReport, ReleaseRecord, type Run, recordKeys } from "../../shared/runs/run.ts";
import type { ControlPlane } from "./control-plane.ts";
import { money } from "./spending.ts";
import { table } from "./terminal.ts";

/** A run's exchanges with its requirement and its outcome: what the model `replay:FILE` answers from. */
export async function recordingOf(controlPlane: ControlPlane, run: Run): Promise<Recording> {
  const { requirement, service } = run;
  const outcome = await outcomeOf(controlPlane, run);
  return {
    run: run.id,
    requirement: requirement === undefined ? "" : await controlPlane.artifact(requirement, z.string()),
    ...(service === undefined ? {} : { service }),
    ...(outcome === undefined ? {} : { outcome }),
    exchanges: await controlPlane.exchanges(run.id),
  };
}

/** What the run made, whether or not it is still live. */
async function outcomeOf(
  controlPlane: ControlPlane,
  { service, release }: Run,
): Promise<Recording["outcome"]> {
  if (service === undefined || release === undefined) return undefined;
  const record = await controlPlane.record(recordKeys.release(service, release), ReleaseRecord);
  if (record === undefined) return undefined;
  const { clauses } = await controlPlane.artifact(record.report, GateReport);
  const idsOf = (outcome: "met" | "unmet") =>
    clauses.filter(({ trace }) => trace.outcome === outcome).map(({ id }) => id);
  return { digest: record.digest, met: idsOf("met"), unmet: idsOf("unmet") };
}

/** The exchanges for people: a table of all, then each with what was said. What was said before is named only. */
export function describeExchanges({ run, exchanges }: Recording): string {
  if (exchanges.length === 0) return `The run ${run} has asked no model yet.`;
  const seen = new Map<string, number>();
  const said = exchanges.map((exchange, index) => describeExchange(exchange, index + 1, seen));
  return [summary(exchanges), ...said].join("\n\n");
}

function summary(exchanges: readonly Exchange[]): string {
  const rows = exchanges.map((exchange, index) => [
    String(index + 1),
    exchange.role,
    exchange.task,
    exchange.step,
    exchange.model,
    ...figures(exchange),
    exchange.error?.name ?? exchange.answer?.stopReason ?? "",
  ]);
  const sum = (count: (exchange: Exchange) => number) =>
    exchanges.reduce((total, exchange) => total + count(exchange), 0);
  const total = {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    dollars: exchanges.some(({ dollars }) => dollars === null) ? null : sum(({ dollars }) => dollars ?? 0),
    milliseconds: sum(({ milliseconds }) => milliseconds),
  };
  return table([
    ["#", "ROLE", "TASK", "STEP", "MODEL", "IN", "OUT", "CACHED", "MONEY", "SECONDS", ""],
    ...rows,
    ["", counted(exchanges.length, "exchange"), "", "", "", ...figures(total), ""],
  ]);
}

type Figures = Pick<Exchange, "inputTokens" | "outputTokens" | "cachedTokens" | "dollars" | "milliseconds">;

function figures({ inputTokens, outputTokens, cachedTokens, dollars, milliseconds }: Figures): string[] {
  const seconds = (milliseconds / 1000).toFixed(1);
  return [String(inputTokens), String(outputTokens), String(cachedTokens), money(dollars), seconds];
}

function describeExchange(exchange: Exchange, number: number, seen: Map<string, number>): string {
  const { role, task, step, at, request, answer, error } = exchange;
  const part = (title: string, value: Json) => {
    const text = shown(value);
    const before = seen.get(text);
    if (before !== undefined && before !== number) return `--- ${title}: as in ${before}`;
    seen.set(text, number);
    return `--- ${title}\n${text}`;
  };
  return [
    `=== ${number}. ${role}: ${task} (${step}, ${at})`,
    part("system", request.system),
    ...request.messages.map((message) => part(...titled(message))),
    ...(answer === undefined
      ? []
      : [`--- answer (${answer.stopReason})\n${shown(answer.output.message.content)}`]),
    ...(error === undefined
      ? []
      : [`--- ${error.name}${error.retryable ? ", retryable" : ""}\n${error.message}`]),
  ].join("\n");
}

const MessageShape = z.looseObject({ role: z.string(), content: z.array(z.json()) });

function titled(message: Json): [string, Json] {
  const parsed = MessageShape.safeParse(message);
  return parsed.success ? [parsed.data.role, parsed.data.content] : ["message", message];
}

/** Blocks of text as they are, JSON in them and everything else as YAML, whose texts keep their lines. */
function shown(content: unknown): string {
  if (!Array.isArray(content)) return asYaml(content);
  return content
    .map((block: unknown) => {
      const text = z.object({ text: z.string() }).safeParse(block);
      return text.success ? readable(text.data.text) : asYaml(block);
    })
    .join("\n");
}

function readable(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? asYaml(value) : text;
  } catch {
    return text;
  }
}

function asYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, blockQuote: "literal", aliasDuplicateObjects: false }).trimEnd();
}
