// Memory and time of a local cloud that builds again and again: resident megabytes of `up`, its functions and workerd,
// threads, what the state takes on disk, and seconds from spec to live service. Run by hand:
// node test/bench/memory.ts [builds] [pause in seconds before the first build] [builds between reports]
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { listProcesses } from "../../local/processes.ts";
import { build } from "../../scripts/aidevos/build.ts";
import { connect } from "../../scripts/aidevos/session.ts";
import { aidevos } from "../e2e/command.ts";
import { specOf } from "../e2e/spec-of.ts";

const builds = Number(process.argv[2] ?? 15);
const idle = Number(process.argv[3] ?? 20);
const every = Number(process.argv[4] ?? Math.max(5, Math.round(builds / 20)));
const spec = (number: number) =>
  specOf(
    "Book",
    `title: text, required, at most ${100 + number} characters`,
    "author: text, required",
    "pages: whole number, at least 1",
    "genre: one of novel, poetry or essay",
    "`?genre` is genre",
  );

const directory = await mkdtemp(join(tmpdir(), "aidevos-memory-"));
const started = performance.now();
const cloud = aidevos(["up", "--directory", directory, "--port", "0"]);
await cloud.printed("Ready at");
console.log(`ready after ${((performance.now() - started) / 1000).toFixed(1)} s`);

async function status(pid: number, field: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(text)?.[1]);
}

/** Seconds of processor time that the cloud and its children have taken; on a busy machine the better measure. */
async function processorTime(): Promise<number> {
  const up = cloud.child.pid ?? 0;
  const pids = (await listProcesses()).filter(({ pid, parent }) => pid === up || parent === up);
  const ticks = await Promise.all(
    pids.map(async ({ pid }) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8");
      const [user, system] = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .slice(11, 13);
      return Number(user) + Number(system);
    }),
  );
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

/** Megabytes that the cloud's state takes on disk. */
async function disk(): Promise<number> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      // A file may go while its folder is read.
      .map(async ({ parentPath, name }) =>
        stat(join(parentPath, name)).then(
          ({ blocks }) => blocks * 512,
          () => 0,
        ),
      ),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024 ** 2);
}

async function report(label: string): Promise<void> {
  const up = cloud.child.pid ?? 0;
  const children = (await listProcesses()).filter(({ parent }) => parent === up);
  const child = (part: string) => children.find(({ command }) => command.includes(part))?.pid;
  const megabytes = async (pid: number | undefined, field = "VmRSS") =>
    pid === undefined ? 0 : Math.round((await status(pid, field)) / 1024);
  console.log(
    `${label.padEnd(40)} up ${await megabytes(up)} MB (peak ${await megabytes(up, "VmHWM")}), ` +
      `${await status(up, "Threads")} threads; functions ${await megabytes(child("host-process"))} MB; ` +
      `workerd ${await megabytes(child("workerd"))} MB; disk ${await disk()} MB`,
  );
}

try {
  const session = await connect({ directory, onProgress: () => {} });
  if (session === undefined) throw new Error("The cloud that was started can't be reached.");
  await report("ready");
  await pause(idle * 1000);
  await report(`idle ${idle} s`);
  const times: number[] = [];
  let before = await processorTime();
  for (let number = 1; number <= builds; number++) {
    const begun = performance.now();
    // Ten services, each built again: the first release and later ones both count.
    await build(
      session.controlPlane,
      { progress: () => {}, status: () => {} },
      { requirement: spec(number), name: `books-${number % 10}`, unmetClauses: "deliver" },
    );
    times.push((performance.now() - begun) / 1000);
    const after = await processorTime();
    const processor = (after - before).toFixed(1);
    before = after;
    if (number <= 3 || number % every === 0)
      await report(`${number} builds (${times.at(-1)?.toFixed(1)} s, ${processor} s processor)`);
  }
  times.sort((left, right) => left - right);
  console.log(
    `median build ${times[Math.floor(times.length / 2)]?.toFixed(2)} s, slowest ${times.at(-1)?.toFixed(2)} s`,
  );
  await pause(idle * 1000);
  await report(`idle ${idle} s again`);
} finally {
  cloud.child.kill("SIGINT");
  await cloud.ended;
  await rm(directory, { recursive: true, force: true });
}
