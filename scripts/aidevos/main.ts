import { CommandError, UsageError } from "./errors.ts";
import { type Command, terminal } from "./terminal.ts";

const usage = `Usage: npx aidevos <command> [options]

  build <spec>          build a service and serve it; --file <path> reads the spec ("-" is standard input)
                        --name <name>  --exit  --unmet deliver|refuse
  check <file>          say everything that is wrong with a spec
  format <file>         print a spec in its normal form; --write puts it in the file
  up                    start the local cloud and serve what was built before
  services              list the services
  spec <service>        print the spec of the live service
  runs [run]            list the runs, or show one with its ledger
  rollback <service>    take the live release back; --reason <text>  --release <release> (which one, for a repeat)
  redrive <run>         set a failed or interrupted run going again
  export <service>      clone the service's repository; --output <folder>
  import <file>         print the spec of an OpenAPI document, and what it leaves out; "-" is standard input

Every command takes --json (results for machines), --directory <folder> (state, .aidevos by default) and --port.
Exit status: 0 done, 1 failed, 2 wrong usage, 3 live but not every clause is met, or imported but something left out.`;

/** Commands are loaded when asked for, so that help, mistakes and what needs no cloud answer at once. */
async function load(name: string): Promise<Command | undefined> {
  if (name === "import") return (await import("./import.ts")).importCommand;
  if (name !== "check" && name !== "format") return undefined;
  const { check, format } = await import("./spec.ts");
  return name === "check" ? check : format;
}

async function loadOfCloud(name: string): Promise<Command | undefined> {
  const commands = await import("./commands.ts");
  return new Map([
    ["up", commands.up],
    ["build", commands.buildCommand],
    ["start", commands.startCommand],
    ["services", commands.services],
    ["spec", commands.specCommand],
    ["runs", commands.runs],
    ["rollback", commands.rollback],
    ["redrive", commands.redrive],
    ["export", commands.exportCommand],
  ]).get(name);
}

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const command = (await load(name)) ?? (await loadOfCloud(name));
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
