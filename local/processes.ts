import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import * as z from "zod";

const run = promisify(execFile);

/** What tells a process apart from another that is later given its id. */
export const processIdentity = z.object({
  pid: z.number(),
  /** When it started, in the system's own terms. */
  started: z.string(),
  command: z.string(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** One process of this machine, with its whole command line. */
export interface RunningProcess extends ProcessIdentity {
  parent: number;
  /** It was killed and still holds its files and ports: memory is given back first, and its command line with it. */
  dying: boolean;
}

/** The processes of this machine: from /proc, or where there is none from `ps`. */
export async function listProcesses(): Promise<RunningProcess[]> {
  const names = await readdir("/proc").catch(() => undefined);
  if (names === undefined) return listByPs(["-A"]);
  const processes = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProc));
  return processes.filter((entry) => entry !== undefined);
}

/** The process as it is now; undefined when it has ended, or another has its id. */
export async function findProcess(identity: ProcessIdentity): Promise<RunningProcess | undefined> {
  const { pid, started, command } = identity;
  const [current] =
    process.platform === "linux" ? [await readProc(String(pid))] : await listByPs(["-p", String(pid)]);
  const same = current?.started === started && (current.dying || current.command === command);
  return same ? current : undefined;
}

/** Seconds of processor time that a process has spent on its own code; undefined where /proc does not tell. */
export async function processorTime(pid: number): Promise<number | undefined> {
  const fields = await readFile(`/proc/${pid}/stat`, "utf8").then(statFields, () => undefined);
  // In ticks, of which there are a hundred a second on every Linux that Node runs on.
  return fields === undefined ? undefined : Number(fields[11]) / 100;
}

/** Megabytes of memory that a process holds; undefined where /proc does not tell. */
export async function residentMemory(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(status) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/** Ends a process at once, if it still is the one that was meant; resolves when it holds nothing any more. */
export async function killProcess(identity: ProcessIdentity): Promise<void> {
  if ((await findProcess(identity)) === undefined) return;
  try {
    process.kill(identity.pid, "SIGKILL");
  } catch (reason) {
    // It ended meanwhile.
    if (!(reason instanceof Error && "code" in reason && reason.code === "ESRCH")) throw reason;
  }
  await goneProcess(identity);
}

/** Resolves when a process has ended and its files and ports are free. */
export async function goneProcess(identity: ProcessIdentity): Promise<void> {
  while ((await findProcess(identity)) !== undefined) await pause(5);
}

async function readProc(name: string): Promise<RunningProcess | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${name}/stat`, "utf8"),
      readFile(`/proc/${name}/cmdline`, "utf8"),
    ]);
    const fields = statFields(stat);
    const [state = "", parent = ""] = fields;
    // A process whose first thread has ended is one for as long as another thread has not: they share its files.
    const ended = state === "X" || (state === "Z" && (await readdir(`/proc/${name}/task`)).length === 1);
    if (ended) return undefined;
    return {
      pid: Number(name),
      parent: Number(parent),
      started: fields[19] ?? "",
      command: commandLine.replaceAll("\0", " ").trim(),
      dying: commandLine === "",
    };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

/** The fields from the third on: the name before them stands in parentheses and may hold blanks. */
function statFields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

async function listByPs(which: string[]): Promise<RunningProcess[]> {
  const columns = ["pid", "ppid", "stat", "lstart", "command"].flatMap((name) => ["-o", `${name}=`]);
  // It ends with status 1 when there is no such process.
  const { stdout } = await run("ps", [...which, "-ww", ...columns], {
    env: { ...process.env, LC_ALL: "C" },
  }).catch(() => ({ stdout: "" }));
  return stdout.split("\n").flatMap((line): RunningProcess[] => {
    const [, pid, parent, state = "", started = "", command = ""] =
      /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || state.startsWith("Z")) return [];
    const identity = { pid: Number(pid), started, command: command.trim() };
    return [{ ...identity, parent: Number(parent), dying: state.includes("E") }];
  });
}
