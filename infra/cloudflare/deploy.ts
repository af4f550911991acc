import { createInterface } from "node:readline/promises";
import { setTimeout as pause } from "node:timers/promises";
import { readCommand, usage } from "./arguments.ts";
import { deploy } from "./deployment.ts";
import { DeployError } from "./errors.ts";
import { synthesizeDataPlane } from "./synthesize.ts";

const interrupted = new AbortController();
const { signal } = interrupted;
for (const name of ["SIGHUP", "SIGINT", "SIGTERM"] as const)
  process.once(name, () => interrupted.abort(new DeployError(`Stopped by ${name}.`)));

const print = (text: string) => process.stderr.write(text);

async function confirm(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new DeployError("Nothing has been changed: without a terminal, --yes is needed.");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question("Apply this? Only yes is taken for an answer: ", { signal })) === "yes";
  } finally {
    terminal.close();
  }
}

try {
  const command = readCommand(process.argv.slice(2), process.env);
  if (command.kind === "help") print(usage);
  else
    await deploy(command.request, {
      environment: command.environment,
      fetch: (input, init) =>
        fetch(input, { ...init, signal: AbortSignal.any([signal, ...(init?.signal ? [init.signal] : [])]) }),
      wait: (milliseconds) => {
        print(
          `Cloudflare's API did not do what it was asked for: tried again in ${milliseconds / 1000} s.\n`,
        );
        return pause(milliseconds, undefined, { signal });
      },
      synthesize: synthesizeDataPlane,
      print,
      confirm,
      signal,
    });
} catch (error) {
  if (signal.aborted) print("Stopped. What had been done until then stays: run the same command again.\n");
  print(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
