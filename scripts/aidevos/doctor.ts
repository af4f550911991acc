import { parseChoice } from "../../shared/models/choice.ts";
import { ModelError } from "../../shared/models/errors.ts";
import { parse } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { type Examination, examineModel } from "./model-examination.ts";
import { chosenModels, modelOption, modelVariables } from "./models.ts";
import { type Command, printResult, type Terminal } from "./terminal.ts";

type Report = Examination | { model: string; usable: false; error: string };

/** Tries the models that are chosen and says what they can do. Exit status 0 when all of them can be used. */
export const doctor: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, modelOption);
  if (positionals.length > 0) throw new UsageError("Usage: npx aidevos doctor [--model <model>]");
  const models = chosenModels(values.model);
  const chosen = Object.values(models);
  // Models are reached in the way that a local cloud's functions reach them.
  Object.assign(process.env, modelVariables(models));
  const reports: Report[] = [];
  for (const model of new Set(chosen.length > 0 ? chosen : ["offline"])) {
    reports.push(await examine(model, terminal));
  }
  printResult(values.json, reports, reports.map(describe).join("\n\n"));
  return reports.every(({ usable }) => usable) ? 0 : 1;
};

async function examine(model: string, terminal: Terminal): Promise<Report> {
  terminal.status(`trying ${model} ...`);
  try {
    return await examineModel(parseChoice(model));
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { model, usable: false, error: error.message };
  } finally {
    terminal.status("");
  }
}

const waysToAsk = {
  "forced-tool": "a tool that it must call",
  "any-tool": "any tool that it must call",
  "offered-tool": "a tool that it may call",
  schema: "text held to a JSON schema",
  text: "JSON in text",
};

function describe(report: Report): string {
  if ("error" in report) return `${report.model}: can't be used\n  ${report.error}`;
  const { model, usable, modes, uses, streams, countsTokens, tokensPerSecond, readsLongPrompts, advice } =
    report;
  const yes = (value: boolean) => (value ? "yes" : "no");
  const found =
    modes.length === 0
      ? []
      : [
          ...modes.map(({ mode, outcome, detail }) => {
            const used = mode === uses ? " (used)" : "";
            return `  ${waysToAsk[mode]}: ${outcome}${used}, ${detail.slice(0, 200)}`;
          }),
          `  streams: ${yes(streams)}`,
          `  counts tokens: ${yes(countsTokens)}`,
          `  tokens a second: ${tokensPerSecond ?? "unknown"}`,
          `  reads long prompts: ${readsLongPrompts === null ? "not tried" : yes(readsLongPrompts)}`,
        ];
  return [
    `${model}: ${usable ? "can be used" : "can't be used"}`,
    ...found,
    ...advice.map((text) => `  ${text}`),
  ].join("\n");
}
