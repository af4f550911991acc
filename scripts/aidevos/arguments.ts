import { readFile } from "node:fs/promises";
import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./errors.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Options that every command takes. */
export const commonOptions = {
  json: { type: "boolean", default: false },
  directory: { type: "string" },
  port: { type: "string" },
} as const satisfies Options;

/** Parses a command's words; an option that it does not know is a UsageError. */
export function parse<const Given extends Options>(args: string[], options: Given) {
  try {
    return parseArgs({
      args,
      options: { ...commonOptions, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** The port that was asked for; 0 means any that is free. */
export function portOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new UsageError(`--port ${value} is no port number.`);
  return port;
}

/** The one word that a command takes. */
export function only(positionals: readonly string[], usage: string): string {
  const [first, ...rest] = positionals;
  if (first === undefined || rest.length > 0) throw new UsageError(`Usage: npx aidevos ${usage}`);
  return first;
}

/** The text of a file (`-` is standard input); `complaint` begins what is said when it can't be read. */
export async function readText(file: string, complaint: string): Promise<string> {
  try {
    return await readFile(file === "-" ? "/dev/stdin" : file, "utf8");
  } catch (error) {
    throw new UsageError(`${complaint}: ${error instanceof Error ? error.message : error}`);
  }
}
