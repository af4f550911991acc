import type { Command } from "./commands.ts";
import { CommandError, UsageError } from "./errors.ts";
import { terminal } from "./terminal.ts";

const usage = `Usage: npx aidevos <command> [options]

  build <requirement>   build a service and serve it; --file <path> reads the requirement ("-" is standard input)
                        --name <name>  --exit  --unmet deliver|refuse
  up                    start the local cloud and serve what was built before
  services              list the services
  runs [run]            list the runs, or show one with its ledger
  rollback <service>    take the live release back; --reason <text>
  redrive <run>         set a failed or interrupted run going again
  export <service>      clone the service's repository; --output <folder>
  import <file>         print the spec of an OpenAPI document, and what it leaves out; "-" is standard input

Every command takes --json (results for machines), --directory <folder> (state, .aidevos by default) and --port.
Exit status: 0 done, 1 failed, 2 wrong usage, 3 live but not every clause is met, or imported but something left out.`;

/** Commands are loaded when asked for, so that help and mistakes answer at once. */
async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const commands = await import("./commands.ts");
  const command = new Map<string, Command>([
    ["up", commands.up],
    ["build", commands.buildCommand],
    ["start", commands.startCommand],
    ["services", commands.services],
    ["runs", commands.runs],
    ["rollback", commands.rollback],
    ["redrive", commands.redrive],
    ["export", commands.exportCommand],
    ["import", async (words, shown) => (await import("./import.ts")).importCommand(words, shown)],
  ]).get(name);
  if (command === undefined) throw new UsageError(`There is no command "${name}".\n\n${usage}`);
  return command(rest, terminal());
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandError || error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
