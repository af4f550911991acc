import { readdirSync, readFileSync } from "node:fs";

/** Ids of the runtimes that this process has started. */
export function runtimes(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      const [name, parent] = statOf(id);
      return name === "workerd" && parent === process.pid;
    });
}

/** Milliseconds of processor time that a process has had so far, in all its threads. */
export function processorTime(id: number): number {
  const threads = `/proc/${id}/task`;
  return readdirSync(threads).reduce((sum, thread) => {
    const [nanoseconds] = readFileSync(`${threads}/${thread}/schedstat`, "utf8").split(" ");
    return sum + Number(nanoseconds) / 1e6;
  }, 0);
}

function statOf(id: number): [name: string, parent: number] {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    const end = stat.lastIndexOf(")");
    return [stat.slice(stat.indexOf("(") + 1, end), Number(stat.slice(end + 2).split(" ")[1])];
  } catch {
    // It has ended meanwhile.
    return ["", 0];
  }
}
