import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** One process of this machine, with its whole command line. */
export interface RunningProcess {
  pid: number;
  parent: number;
  command: string;
}

/** The processes of this machine: from /proc, or where there is none from `ps`. */
export async function listProcesses(): Promise<RunningProcess[]> {
  const names = await readdir("/proc").catch(() => undefined);
  if (names === undefined) return listByPs();
  const processes = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProc));
  return processes.filter((entry) => entry !== undefined);
}

/** Ends a process at once, if it still is the one that was meant. */
export async function killProcess({
  pid,
  command,
}: Pick<RunningProcess, "pid" | "command">): Promise<boolean> {
  const current = (await listProcesses()).find((entry) => entry.pid === pid);
  if (current?.command !== command) return false;
  process.kill(pid, "SIGKILL");
  return true;
}

async function readProc(name: string): Promise<RunningProcess | undefined> {
  try {
    const [stat, commandLine] = await Promise.all([
      readFile(`/proc/${name}/stat`, "utf8"),
      readFile(`/proc/${name}/cmdline`, "utf8"),
    ]);
    // The name in parentheses may hold blanks; what follows it is: state, parent.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid: Number(name), parent: Number(parent), command: commandLine.replaceAll("\0", " ").trim() };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

async function listByPs(): Promise<RunningProcess[]> {
  const { stdout } = await run("ps", ["-A", "-ww", "-o", "pid=,ppid=,command="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command: command.trim() }];
  });
}
