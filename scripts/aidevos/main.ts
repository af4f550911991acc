import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { CommandError, UsageError, WaitingError } from "./errors.ts";
import { root } from "./root.ts";
import { type Command, terminal } from "./terminal.ts";

// What is imported from here on is compiled once for all commands: a quarter of a cloud's start.
enableCompileCache(join(root, ".build", "compile-cache"));

const usage = `Usage: npx aidevos <command> [options]

  build <spec>          build a service and serve it; --file <path> reads the spec ("-" is standard input)
                        --name <name>  --design <path>  --hand <folder>  --exit
                        --mutation: also try whether the tests notice mistakes
                        --unmet ask|deliver|refuse  --policy production|local|<file>  --approve
                        --model [role=]<model>  (or AIDEVOS_MODEL; repeatable) what reads free English
                        --tokens <number>  --dollars <number>  --seconds <number>  --calls <number>: what it may
                        spend on models; --budget <file> has the same as JSON, and of single roles
  check <file>          say everything that is wrong with a spec; --design <path>, and with a design for it
  format <file>         print a spec in its normal form; --write puts it in the file
  demo                  see all of it in under three minutes, on a cloud of its own; --output <folder> for the picture
  up                    start the local cloud and serve what was built before; --model as above
  doctor                try the models and say what they can do; --model <model>: only that one
  services              list the services
  spec <service>        print the spec of the live service
  design <service>      print its design: indexes, and the counts and sums that it stores
  runs [run]            list the runs, or show one with its ledger and what it has spent on models;
                        --exchanges shows what its models were asked and answered, --report what was tried and seen,
                        --rollout what the judge saw of its release, --trace how long each state and call took
  approve <run>         let a release go live that waits for a person; --reason <text>  --by <name>
  reject <run>          or not; --reason <text>  --by <name>
  release <service> [release]  show a release: its notes, gates, and what the judge saw
  improve <service>     record what callers ask, and have what helps found, proven and released
  improvements [service]
                        list what was tried, and what came of it
  calibrate             try the judges now: what does nothing, and releases with a mistake
  calibrations          how often the judges were wrong, of what was tried in 30 days
  hold [service]        let nothing be changed without a person, of one service or of all; --reason <text>
  unhold [service]      take that back
  metrics [service]     DORA's five metrics of what was delivered
  usage <service>       what callers ask of it, by route: how often, how fast, how many rows; --release <release>
  errors <service>      why requests failed: causes, with release, place in the code and last request
  tenants <service>     list a service's tenants; --add <name> makes one
  stop <run>            end a run that is at work; --reason <text>
  rollback <service>    take the live release back; --reason <text>  --release <release> (which one, for a repeat)
  redrive <run>         set a failed or interrupted run going again; --unmet deliver|refuse; a budget as build does
  export <service>      clone the service's repository; --output <folder>
  import <file>         print the spec of an OpenAPI document, and what it leaves out; "-" is standard input

A model is offline, bedrock:ID or openai:ID@BASEURL, as in openai:qwen3-coder@http://127.0.0.1:11434/v1.
Every command takes --json (results for machines), --directory <folder> (state, .aidevos by default) and --port.
Exit status: 0 done, 1 failed, 2 wrong usage, 3 live but not every clause is met, or imported but something left out,
4 a release waits for a person.`;

/** The lines of the usage that are about one command, and what every command takes. */
function usageOf(command: string): string {
  const [head = "", ...blocks] = usage.split(/\n\n/);
  const lines = (blocks[0] ?? "").split("\n");
  const start = lines.findIndex((line) => line.startsWith(`  ${command} `));
  if (start < 0) return usage;
  const more = lines.slice(start + 1).findIndex((line) => /^ {2}\S/.test(line));
  const own = lines.slice(start, more < 0 ? undefined : start + 1 + more);
  return [head.replace("<command>", command), own.join("\n"), ...blocks.slice(1)].join("\n\n");
}

const loadCloudCommands = () => import("./commands.ts");
const loadRunCommands = () => import("./run-commands.ts");
const loadDeliveryCommands = () => import("./delivery-commands.ts");
const loadImprovementCommands = () => import("./improvement-commands.ts");
const loadCalibrationCommands = () => import("./calibration-commands.ts");
const loadTelemetryCommands = () => import("./telemetry-commands.ts");
const loadSpecCommands = () => import("./spec.ts");

/** Commands are loaded when asked for, so that help, mistakes and what needs no cloud answer at once. */
const loaders = new Map<string, () => Promise<Command>>([
  ["build", async () => (await loadCloudCommands()).buildCommand],
  ["start", async () => (await loadCloudCommands()).startCommand],
  ["check", async () => (await loadSpecCommands()).check],
  ["format", async () => (await loadSpecCommands()).format],
  ["doctor", async () => (await import("./doctor.ts")).doctor],
  ["demo", async () => (await import("../demo/demo.ts")).demo],
  ["up", async () => (await loadCloudCommands()).up],
  ["services", async () => (await loadCloudCommands()).services],
  ["spec", async () => (await loadCloudCommands()).specCommand],
  ["design", async () => (await loadCloudCommands()).designCommand],
  ["runs", async () => (await loadRunCommands()).runs],
  ["stop", async () => (await loadRunCommands()).stop],
  ["rollback", async () => (await loadCloudCommands()).rollback],
  ["approve", async () => (await loadDeliveryCommands()).approve],
  ["reject", async () => (await loadDeliveryCommands()).reject],
  ["release", async () => (await loadDeliveryCommands()).release],
  ["metrics", async () => (await loadDeliveryCommands()).metrics],
  ["improve", async () => (await loadImprovementCommands()).improve],
  ["improvements", async () => (await loadImprovementCommands()).improvements],
  ["calibrate", async () => (await loadCalibrationCommands()).calibrate],
  ["calibrations", async () => (await loadCalibrationCommands()).calibrations],
  ["hold", async () => (await loadImprovementCommands()).hold],
  ["unhold", async () => (await loadImprovementCommands()).unhold],
  ["usage", async () => (await loadTelemetryCommands()).usage],
  ["errors", async () => (await loadTelemetryCommands()).errors],
  ["tenants", async () => (await loadDeliveryCommands()).tenants],
  ["redrive", async () => (await loadCloudCommands()).redrive],
  ["export", async () => (await loadCloudCommands()).exportCommand],
  ["import", async () => (await import("./import.ts")).importCommand],
]);

async function run(args: string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    process.stdout.write(`${usage}\n`);
    return name === undefined ? 2 : 0;
  }
  const load = loaders.get(name);
  if (load !== undefined && rest.some((word) => word === "--help" || word === "-h")) {
    process.stdout.write(`${usageOf(name)}\n`);
    return 0;
  }
  if (load === undefined) throw new UsageError(`There is no command "${name}".\n\n${usage}`);
  const command = await load();
  return command(rest, terminal());
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isExpected =
    error instanceof CommandError || error instanceof UsageError || error instanceof WaitingError;
  if (!isExpected) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = error instanceof UsageError ? 2 : error instanceof WaitingError ? 4 : 1;
}
