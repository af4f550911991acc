// The whole product on one workload: a local cloud, a service built with the planted design, callers, and `improve` again and
// again until nothing more is proven. Says whether it comes to what the bench of the workloads comes to.
// Run by hand: node test/bench/improve.ts [name of a workload]
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { parseDesign, printDesign, readDesign } from "../../shared/design/text.ts";
import { Random } from "../../shared/random.ts";
import { aidevos } from "../e2e/command.ts";
import { blueprintOf } from "../integration/spec/serving.ts";
import { workloads } from "./workloads/all.ts";
import { Callers } from "./workloads/callers.ts";

const mostRounds = 5;
const name = process.argv[2] ?? "missing index";
const workload = workloads.find((one) => one.name === name);
if (workload === undefined) throw new Error(`There is no workload ${name}.`);
const blueprint = blueprintOf(workload.spec);
const directory = await mkdtemp(join(tmpdir(), "aidevos-improve-"));
const cloud = aidevos(["up", "--directory", directory, "--port", "0"]);

async function run(...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await aidevos([...args, "--directory", directory]).ended;
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stdout}${stderr}`);
  return stdout;
}

/** Goes on asking until it is told to stop. */
async function goOn(callers: Callers, isOver: () => boolean): Promise<number> {
  let sent = 0;
  while (!isOver()) {
    await callers.send(10);
    sent += 10;
  }
  return sent;
}

try {
  await cloud.printed("Ready at");
  const spec = join(directory, "workload.md");
  const design = join(directory, "planted.json");
  await writeFile(spec, workload.spec);
  await writeFile(design, printDesign(readDesign(workload.planted, blueprint), blueprint));
  const built = await run("build", "--file", spec, "--design", design, "--name", "workload", "--json");
  const { url } = z.object({ url: z.string() }).parse(JSON.parse(built));
  const callers = new Callers(url, workload, new Random(1));
  await callers.fill();
  for (let round = 1; round <= mostRounds; round += 1) {
    const started = performance.now();
    let isOver = false;
    const asking = goOn(callers, () => isOver);
    const improving = run("improve", "workload", "--json").finally(() => {
      isOver = true;
    });
    const [sent, told] = await Promise.all([asking, improving]);
    const { status, text } = z.object({ status: z.string(), text: z.string() }).parse(JSON.parse(told));
    const seconds = ((performance.now() - started) / 1_000).toFixed(0);
    console.log(`round ${round}: ${status} in ${seconds} s beside ${sent} requests: ${text}`);
    if (status !== "improved") break;
  }
  const live = parseDesign(await run("design", "workload"), blueprint);
  console.log(`live: ${printDesign(live, blueprint)}`);
  console.log(`by hand: ${printDesign(readDesign(workload.handTuned, blueprint), blueprint)}`);
} finally {
  cloud.child.kill();
  await cloud.ended;
  await rm(directory, { recursive: true, force: true });
}
