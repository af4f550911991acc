import { writeFile } from "node:fs/promises";
import * as z from "zod";
import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { checkPatterns } from "../../shared/blueprint/pattern-cost.ts";
import { counted } from "../../shared/counted.ts";
import { DesignError, readDesign } from "../../shared/design/text.ts";
import type { DevelopRequest } from "../../shared/runs/run.ts";
import { parseSpec, type Reading } from "../../shared/spec/parse.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { positionOf } from "../../shared/spec/problem.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { only, parse, readText } from "./arguments.ts";
import { CommandError, UsageError } from "./errors.ts";
import type { ModelOf } from "./models.ts";
import { type Command, printResult } from "./terminal.ts";

/** Says everything that is wrong with a spec, without a cloud. */
export const check: Command = async (args) => {
  const { values, positionals } = parse(args, { design: { type: "string" } });
  const { file, text, reading } = await readSpec(positionals, "check <file> [--design <file>]");
  const design = values.design === undefined ? undefined : await readDesignFile(values.design);
  const problems = reading.outcome === "unread" ? reading.problems : [];
  const patterns = reading.outcome === "read" ? await checkPatterns(reading.blueprint) : [];
  const misfit =
    reading.outcome === "read" && design !== undefined ? misfitOf(design, reading.blueprint) : [];
  const said = [
    ...(problems.length > 0 ? [reportProblems(text, problems, file)] : []),
    ...patterns,
    ...misfit,
  ];
  const places = problems.map((problem) => ({ ...problem, ...positionOf(text, problem.start) }));
  printResult(
    values.json,
    { file, problems: [...places, ...[...patterns, ...misfit].map((message) => ({ message }))] },
    said.length === 0 ? `${file} is a spec: ${summary(reading)}` : said.join("\n"),
  );
  return said.length === 0 ? 0 : 1;
};

/** Prints a spec in its normal form, or puts it into its file. */
export const format: Command = async (args) => {
  const { values, positionals } = parse(args, { write: { type: "boolean", default: false } });
  const { file, text, reading } = await readSpec(positionals, "format <file> [--write]");
  if (values.write && file === "-") throw new UsageError("--write needs a file, and - is standard input.");
  if (reading.outcome === "unread") throw new CommandError(reportProblems(text, reading.problems, file));
  const spec = printSpec(reading.blueprint, reading.citations);
  if (values.write) await writeFile(file, spec);
  else printResult(values.json, { file, spec }, spec.trimEnd());
  return 0;
};

/**
 * Refuses at once what the offline model would refuse. Any other model reads free English.
 *
 * @throws CommandError with all that can't be read
 */
export function refuseUnreadable(
  { requirement: text, design }: Pick<DevelopRequest, "requirement" | "design">,
  { file, modelOf }: { file: string | undefined; modelOf: ModelOf },
): void {
  if (modelOf("analyst").provider !== "offline") return;
  const reading = parseSpec(text);
  if (reading.outcome === "unread") throw new CommandError(reportProblems(text, reading.problems, file));
  const [misfit] = design === undefined ? [] : misfitOf(design, reading.blueprint);
  if (misfit !== undefined) throw new CommandError(misfit);
}

/** What a `design.json` holds, whatever service it is for. */
export async function readDesignFile(file: string): Promise<Record<string, unknown>> {
  const text = await readText(file, `The design cannot be read from ${file}`);
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new CommandError(
      `${file} is no JSON object. "npx aidevos design <service>" prints one to begin with.`,
    );
  }
}

function misfitOf(design: unknown, blueprint: Blueprint): string[] {
  try {
    readDesign(design, blueprint);
    return [];
  } catch (error) {
    if (error instanceof DesignError) return [error.message];
    throw error;
  }
}

async function readSpec(positionals: readonly string[], usage: string) {
  const file = only(positionals, usage);
  const text = await readText(file, `${file} cannot be read`);
  return { file, text, reading: parseSpec(text) };
}

function summary(reading: Reading): string {
  if (reading.outcome === "unread") return "";
  const { entities, service } = reading.blueprint;
  const things = entities.map(({ plural }) => plural).join(", ");
  return `${service.name} keeps ${things}; ${counted(reading.statements.length, "statement")}.`;
}
