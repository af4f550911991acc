import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, onTestFinished, test, vi } from "vitest";
import { LambdaHost } from "../../../local/lambda/host.ts";
import { listProcesses } from "../../../local/processes.ts";

const directory = mkdtempSync(join(tmpdir(), "aidevos-lambda-host-"));
const hosts: LambdaHost[] = [];
const metrics: string[] = [];
const warnings: string[] = [];

afterEach(async () => {
  metrics.length = 0;
  warnings.length = 0;
  for (const host of hosts.splice(0)) await host.close();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A host with one function of this source. */
function serve(source: string, idleAfter?: number): LambdaHost {
  const taskRoot = mkdtempSync(join(directory, "function-"));
  mkdirSync(join(taskRoot, "logs"));
  writeFileSync(join(taskRoot, "index.mjs"), source);
  const host = new LambdaHost({
    functions: [
      {
        name: "subject",
        arn: "arn:aws:lambda:us-east-1:000000000000:function:subject",
        taskRoot,
        handler: "index.handler",
        runtime: "nodejs24.x",
        timeoutSeconds: 30,
        memoryMegabytes: 128,
        reservedConcurrency: 1,
        environment: {},
      },
    ],
    logs: join(taskRoot, "logs"),
    compileCache: join(directory, "compile-cache"),
    variables: {},
    onMetrics: (line) => metrics.push(line),
    onInvocation: () => {},
    onWarning: (message) => warnings.push(message),
    ...(idleAfter === undefined ? {} : { idleAfter }),
  });
  hosts.push(host);
  return host;
}

/** The processes of functions that belong to this one. */
async function processes(): Promise<number[]> {
  const all = await listProcesses();
  return all
    .filter(({ parent, command }) => parent === process.pid && command.includes("host-process"))
    .map(({ pid }) => pid);
}

const count = "let count = 0; export const handler = () => ++count;";

test("functions run in a process that starts when one is asked for, and keep what they hold between invocations", async () => {
  const host = serve(count);
  expect(await processes()).toEqual([]);
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "1" });
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "2" });
  expect(await processes()).toHaveLength(1);
});

test("the process ends when nothing has been invoked for a while, and a later call starts another", async () => {
  const host = serve(count, 20);
  host.warm(["subject"]);
  await expect.poll(processes).toEqual([]);
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "1" });
  await expect.poll(processes, { timeout: 5_000 }).toEqual([]);
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "1" });
});

test("the process stays while an environment is provisioned, and ends when none is", async () => {
  const host = serve(count, 20);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  expect(await host.provision("subject", 1)).toEqual({ payload: "null" });
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "1" });
  vi.advanceTimersByTime(1_000);
  expect(await host.invoke("subject", "{}")).toEqual({ payload: "2" });
  vi.useRealTimers();
  await host.provision("subject", 0);
  await expect.poll(processes, { timeout: 5_000 }).toEqual([]);
});

test("an invocation that takes longer than that is not cut off", async () => {
  const host = serve(
    "export const handler = () => new Promise((resolve) => setTimeout(resolve, 300, 'late'));",
    20,
  );
  expect(await host.invoke("subject", "{}")).toEqual({ payload: '"late"' });
});

test("Lambda's refusals keep their code, and embedded metrics come through", async () => {
  const line = '{"_aws":{"Timestamp":1,"CloudWatchMetrics":[]}}';
  const host = serve(`export const handler = async () => { console.log(${JSON.stringify(line)}); };`);
  await expect(host.invoke("other", "{}")).rejects.toMatchObject({
    code: "ResourceNotFoundException",
    status: 404,
  });
  const first = host.invoke("subject", "{}");
  await expect(host.invoke("subject", "{}")).rejects.toMatchObject({ code: "TooManyRequestsException" });
  expect(await first).toEqual({ payload: "null" });
  await expect.poll(() => metrics).toEqual([line]);
});

test("a process that is killed fails its calls in a way that is retried, and the next call starts another", async () => {
  const mark = join(directory, "entered");
  const host = serve(
    `import { writeFileSync } from "node:fs";
    export const handler = (hang) => { if (hang) { writeFileSync(${JSON.stringify(mark)}, ""); while (true); } return 1; };`,
  );
  const hanging = host.invoke("subject", "true");
  const failure = expect(hanging).rejects.toMatchObject({ code: "ServiceException", status: 500 });
  await expect.poll(() => existsSync(mark), { timeout: 10_000 }).toBe(true);
  for (const pid of await processes()) process.kill(pid, "SIGKILL");
  await failure;
  expect(await host.invoke("subject", "false")).toEqual({ payload: "1" });
});

test("environments that are provisioned are started again when their process is killed, before anything is invoked", async () => {
  const starts = join(directory, "starts");
  const host = serve(
    `import { appendFileSync } from "node:fs";
    appendFileSync(${JSON.stringify(starts)}, process.env.AWS_LAMBDA_INITIALIZATION_TYPE + "\\n");
    export const handler = () => 1;`,
  );
  await host.provision("subject", 2);
  const started = () => readFileSync(starts, "utf8").trimEnd().split("\n");
  expect(started()).toEqual(Array(2).fill("provisioned-concurrency"));
  for (const pid of await processes()) process.kill(pid, "SIGKILL");
  await expect.poll(started, { timeout: 10_000 }).toEqual(Array(4).fill("provisioned-concurrency"));
  expect(await processes()).toHaveLength(1);
  expect(warnings).toEqual([]);
});

test("a process that ends while it starts them is started again by the next call only", async () => {
  const harm = join(directory, "harm");
  const starts = join(directory, "harmed-starts");
  const host = serve(
    `import { appendFileSync, existsSync } from "node:fs";
    appendFileSync(${JSON.stringify(starts)}, "start\\n");
    if (existsSync(${JSON.stringify(harm)})) process.kill(process.pid, "SIGKILL");
    export const handler = () => process.env.AWS_LAMBDA_INITIALIZATION_TYPE;`,
  );
  await host.provision("subject", 1);
  writeFileSync(harm, "");
  for (const pid of await processes()) process.kill(pid, "SIGKILL");
  await expect
    .poll(() => warnings, { timeout: 10_000 })
    .toEqual([expect.stringMatching(/kept of subject did not start again: .*SIGKILL/)]);
  expect(await processes()).toEqual([]);
  expect(readFileSync(starts, "utf8")).toBe("start\nstart\n");
  rmSync(harm);
  expect(await host.invoke("subject", "{}")).toEqual({ payload: '"provisioned-concurrency"' });
});

test("closing ends the process, even when a function never yields", async () => {
  const host = serve("export const handler = () => { while (true); };");
  const failure = expect(host.invoke("subject", "{}")).rejects.toMatchObject({ code: "ServiceException" });
  await expect.poll(processes).toHaveLength(1);
  await host.close();
  await failure;
  expect(await processes()).toEqual([]);
});
