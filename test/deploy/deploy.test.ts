import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { sendPush } from "../../local/webhook.ts";
import { policies } from "../../shared/delivery/policy.ts";
import { runOfPush } from "../../shared/delivery/push.ts";
import { Claim, Improvement } from "../../shared/improvement/improvement.ts";
import { Approval, Look } from "../../shared/runs/rollout.ts";
import { finalStatuses, type Run, recordKeys, Service } from "../../shared/runs/run.ts";
import { post } from "../e2e/post.ts";
import { specOf } from "../e2e/spec-of.ts";
import { type Account, deployAccount } from "./account.ts";

const ministack = inject("ministack");

const name = "shed";
const weight = "weight: number, at least 0";
const spec = (...more: string[]) => specOf("Tool", "name: text, required, unique", ...more);
/** Gives what is sure to come the time that a busy machine takes. */
const policy = {
  ...policies.local,
  shadow: { ...policies.local.shadow, seconds: 120 },
  slow: 10_000,
  watch: { seconds: 1 },
};

// Each test goes on with the service as the one before has left it.
describe.skipIf(!ministack.installed)("a real cdk deploy", { timeout: 300_000 }, () => {
  let account: Account;

  beforeAll(async () => {
    account = await deployAccount();
  }, 600_000);
  afterAll(() => account?.stop());

  test("runs Develop and Deliver, and the service answers on the Worker", async () => {
    const { workerUrl } = account;
    const record = await develop("first", { requirement: spec(weight), name });
    expect(record).toMatchObject({ status: "live", service: name, url: `${workerUrl}/services/${name}` });

    const tools = `${record.url}/tools`;
    const created = await post(tools, { name: "hammer", weight: 1.5 });
    expect(created.status).toBe(201);
    expect(await (await fetch(tools)).json()).toEqual([await created.json()]);
    expect((await post(tools, { weight: -1, name: "saw" })).status).toBe(400);
    expect((await post(tools, { name: "hammer" })).status).toBe(409);
  });

  test("judges a second release beside the first, promotes it, watches it and keeps the data", async () => {
    const record = await develop("second", {
      requirement: spec(weight, "colour: text"),
      name,
      policy,
    });
    expect(record).toMatchObject({ status: "live" });
    expect((await looks("second", "shadow")).at(-1)).toBe("safe");
    expect(await (await fetch(`${record.url}/tools`)).json()).toEqual([
      expect.objectContaining({ name: "hammer", colour: null }),
    ]);
    await until(async () => (await states("second")).includes("Settle finished"));
  });

  test("takes it back, and delivers it again, by one line of input from the console", async () => {
    const { release } = await runOf("second");
    await succeeded(await fromConsole("back", { service: name, rollback: { reason: "to see it go" } }));
    expect(await liveRelease()).toBe((await runOf("first")).release);
    await succeeded(await fromConsole("again", { service: name }));
    expect(await liveRelease()).toBe(release);
    expect(await runOf("second")).toMatchObject({ status: "live", delivery: "again" });
  });

  test("asks before a release that breaks callers, and SendTaskSuccess lets it go live", async () => {
    const { controlPlane, workerUrl } = account;
    await controlPlane.startDevelop("third", { requirement: spec("colour: text"), name, policy });
    const { delivery = "" } = await until(async () => {
      const record = await controlPlane.run("third");
      return record?.question === undefined ? ended(record) : record;
    });
    const asked = await controlPlane.record(recordKeys.approval("third", delivery), Approval);
    expect(asked?.reasons).toContainEqual(expect.stringContaining("weight"));
    await controlPlane.answer(asked?.token ?? "", { approved: true, by: "ada" });
    expect(await finalRun("third")).toMatchObject({ status: "live" });
    expect(await (await fetch(`${workerUrl}/services/${name}/tools`)).json()).toEqual([
      { id: expect.any(String), name: "hammer", colour: null },
    ]);
  });

  test("tries a push that its webhook tells of, and rolls it back when it answers unlike what it means", async () => {
    const { repositories, webhook } = account;
    const live = await liveRelease();
    const clone = await repositories.clone(name, "ada");
    const routes = join(clone.directory, "src", "tools-routes.ts");
    const before = await readFile(routes, "utf8");
    // No gate looks at the headers of what writes; the shadow does.
    const after = before.replace("201, {", '201, { "X-Shed": "ada",');
    expect(after).not.toBe(before);
    await writeFile(routes, after);
    const commit = await clone.commit("Say whose shed it is");
    await clone.git("push", "--quiet", "origin", "HEAD:main");

    const push = { name, commit, message: "Say whose shed it is", by: "ada" };
    await expect(sendPush({ ...webhook, secret: "another secret" }, push)).rejects.toThrow(/401/);
    await sendPush(webhook, push);
    const run = runOfPush({ service: name, commit });
    expect(await finalRun(run)).toMatchObject({
      status: "rolled-back",
      failure: { error: "HarmFound", message: expect.stringMatching(/^shadow: /) },
    });
    expect(await liveRelease()).toBe(live);
  });

  test("answers an alarm by looking at what callers ask, and leaves what is well as it is", async () => {
    const { controlPlane, outputs, workerUrl } = account;
    const live = await liveRelease();
    const alarm = "requests-read-many-rows";
    await new SFNClient({}).send(
      new StartExecutionCommand({
        stateMachineArn: outputs.ImproveArn,
        name: alarm,
        input: JSON.stringify({ service: name, by: "alarm", alarm, measure: "rows" }),
      }),
    );
    const improvement = await until(async () => {
      await fetch(`${workerUrl}/services/${name}/tools`);
      const record = await controlPlane.record(recordKeys.improvement(alarm), Improvement);
      return record === undefined || record.status === "open" ? undefined : record;
    });
    expect(improvement).toMatchObject({ service: name, by: "alarm", status: "nothing", release: live });
    expect(await controlPlane.record(recordKeys.claim(name), Claim)).toMatchObject({ execution: null });
    expect(await liveRelease()).toBe(live);
  });

  test("refuses a requirement that is no spec, and leaves nothing behind", async () => {
    const record = await develop("refused", { requirement: "Hello, how are you?", name: "hello" });
    // Not by its name: MiniStack calls every function's error Runtime.HandlerError.
    expect(record).toMatchObject({
      status: "failed",
      failure: { message: expect.stringMatching(/only specs are read/) },
    });
    expect((await fetch(`${account.workerUrl}/services/hello`)).status).toBe(404);
  });

  async function develop(id: string, request: Parameters<Account["controlPlane"]["startDevelop"]>[1]) {
    await account.controlPlane.startDevelop(id, request);
    return finalRun(id);
  }

  /** Starts Deliver as a person does who has nothing but its page in the console. */
  async function fromConsole(execution: string, input: object): Promise<string> {
    const client = new SFNClient({});
    const { DeliverArn: stateMachineArn } = account.outputs;
    const { executionArn = "" } = await client.send(
      new StartExecutionCommand({ stateMachineArn, name: execution, input: JSON.stringify(input) }),
    );
    return executionArn;
  }

  async function succeeded(executionArn: string): Promise<void> {
    const execution = await until(async () => {
      const described = await account.controlPlane.execution(executionArn);
      return described.status === "RUNNING" ? undefined : described;
    });
    expect(execution).toMatchObject({ status: "SUCCEEDED" });
  }

  function finalRun(id: string): Promise<Run> {
    return until(async () => ended(await account.controlPlane.run(id)));
  }

  async function runOf(id: string): Promise<Run> {
    const record = await account.controlPlane.run(id);
    if (record === undefined) throw new Error(`There is no run ${id}.`);
    return record;
  }

  async function liveRelease(): Promise<string | null | undefined> {
    return (await account.controlPlane.record(recordKeys.service(name), Service))?.live;
  }

  /** What the judge came to in a phase, look by look. */
  async function looks(id: string, phase: Look["phase"]): Promise<string[]> {
    const all = await account.controlPlane.under(recordKeys.run(id).pk, "look#", Look);
    const seen = all.filter((look) => look.phase === phase);
    return seen.toSorted((one, other) => one.at.localeCompare(other.at)).map(({ verdict }) => verdict);
  }

  async function states(id: string): Promise<string[]> {
    const lines = await account.controlPlane.ledger(id, "ledger#");
    return lines.map(({ entry }) => `${entry.state} ${entry.event}`);
  }
});

function ended(record: Run | undefined): Run | undefined {
  return record !== undefined && finalStatuses.includes(record.status) ? record : undefined;
}

/** What is asked for again and again until it is there: nothing tells of it by itself. */
async function until<Value>(ask: () => Promise<Value | undefined | false>): Promise<Value> {
  for (let attempt = 0; attempt < 1300; attempt++) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await pause(200);
  }
  throw new Error("What is waited for has not come within four minutes.");
}
