import { readOpenApi } from "../../shared/openapi/read.ts";
import { longestSpec, parseSpec } from "../../shared/spec/parse.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { only, parse, readText } from "./arguments.ts";
import { CommandError } from "./errors.ts";
import type { Command } from "./terminal.ts";
import { printResult } from "./terminal.ts";

/** Exit status of an import that leaves something of the document out. */
const leftOutStatus = 3;

/** Prints the spec that an OpenAPI document makes, and to stderr what of the document it does not say. */
export const importCommand: Command = async (args, terminal) => {
  const { values, positionals } = parse(args, {});
  const file = only(positionals, 'import <file> ("-" is standard input)');
  const text = await readText(file, `The document cannot be read from ${file}`);
  const reading = readOpenApi(text, (spec) => {
    const read = parseSpec(spec);
    return read.outcome === "read" ? read.blueprint : undefined;
  });
  if (reading.outcome === "unread") throw new CommandError(reading.problems.join("\n"));
  const spec = printSpec(reading.blueprint);
  if (spec.length > longestSpec) {
    throw new CommandError(
      `The document makes a spec of ${spec.length} characters, and at most ${longestSpec} are read. Split it into one for each service.`,
    );
  }
  for (const { at, what } of reading.unsaid) terminal.progress(`${at === "" ? "/" : at}: ${what}`);
  printResult(values.json, { spec, unsaid: reading.unsaid }, spec.trimEnd());
  return reading.unsaid.length === 0 ? 0 : leftOutStatus;
};
