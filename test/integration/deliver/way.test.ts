import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import { recordKeys, Service } from "../../../shared/runs/run.ts";
import { evidenceOf } from "./control-server.ts";
import { type Delivery, former, fresh, quick, startDelivery } from "./delivery.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery.stop());

const statesOf = (run: string) => readRun(run);
const liveOf = async (name: string) => (await getRecord(recordKeys.service(name), Service))?.live;
const withCanary = { ...quick, canary: { steps: [{ share: 0.25, seconds: 1 }], ratio: 2 } };

describe("a release", () => {
  test("that is the first goes live by its smoke test alone", async () => {
    const { run, name, input } = await delivery.prepare({ first: true });
    const ended = await delivery.deliver(input, "first");
    expect(ended.status).toBe("SUCCEEDED");
    expect(await statesOf(run)).toMatchObject({ status: "live", url: expect.stringContaining(name) });
    expect(delivery.plane.calls).not.toContain("shadow");
    expect(await liveOf(name)).toBe(fresh);
  });

  test("that answers as it is meant to is judged at once, goes live, and is watched until it is settled", async () => {
    const { run, name, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(500);
    const ended = await delivery.deliver(input, "good");
    expect([...ended.visited]).toEqual(
      expect.arrayContaining(["Shadow", "Judge", "Promote", "Watch", "Settle", "Done"]),
    );
    expect(ended.visited.has("Wait")).toBe(false);
    expect(await statesOf(run)).toMatchObject({ status: "live" });
    expect(await liveOf(name)).toBe(fresh);
    expect(delivery.plane.compared).toBeNull();
  });

  test("that answers unlike the live one never goes live, and its run says what was seen", async () => {
    const { run, name, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(500, 3);
    const ended = await delivery.deliver(input, "unlike");
    expect(ended).toMatchObject({ status: "FAILED", error: "HarmFound" });
    expect(await statesOf(run)).toMatchObject({
      status: "rolled-back",
      failure: { error: "HarmFound", message: expect.stringContaining("3 of 500 answers unlike") },
    });
    expect([await liveOf(name), delivery.plane.live, delivery.plane.compared]).toEqual([
      former,
      former,
      null,
    ]);
  });

  test("of which nothing is proven in time is taken back where nobody is to be asked", async () => {
    const { run, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(10);
    expect(await delivery.deliver(input, "unproven")).toMatchObject({ status: "FAILED", error: "Unproven" });
    expect(await statesOf(run)).toMatchObject({ status: "rolled-back" });
  });

  test("is not given up while calls are still being made up, however busy the machine", async () => {
    const { run, input } = await delivery.prepare();
    delivery.plane.evidence = { ...evidenceOf(10), generating: true };
    delivery.clock.onWait = () => {
      delivery.plane.evidence = evidenceOf(500);
    };
    expect(await delivery.deliver(input, "generating")).toMatchObject({ status: "SUCCEEDED" });
    expect(await statesOf(run)).toMatchObject({ status: "live" });
  });

  test("goes through the canary where objects are to spare, and starves there without callers", async () => {
    const { run, input } = await delivery.prepare({ policy: withCanary });
    Object.assign(delivery.plane, { objects: 8, evidence: evidenceOf(500) });
    delivery.clock.onWait = () => {};
    const before = evidenceOf(10);
    delivery.faults.set("Canary", { after: () => void Object.assign(delivery.plane, { evidence: before }) });
    const ended = await delivery.deliver(input, "starved");
    expect(ended).toMatchObject({ status: "FAILED", error: "Unproven" });
    expect(ended.visited.has("Wait")).toBe(true);
    expect(await statesOf(run)).toMatchObject({ status: "rolled-back" });
    expect(delivery.plane.canary).toBeNull();
  });

  test("does without a canary where the service has one object", async () => {
    const { run, input } = await delivery.prepare({ policy: withCanary });
    delivery.plane.evidence = evidenceOf(500);
    const ended = await delivery.deliver(input, "one-object");
    expect(ended.visited.has("Spared")).toBe(true);
    expect(await statesOf(run)).toMatchObject({ status: "live" });
  });

  test("in which harm shows once it is live is taken back, and the one before it serves", async () => {
    const { run, name, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(500);
    delivery.faults.set("Promote", {
      after: () => void Object.assign(delivery.plane, { evidence: evidenceOf(600, 1) }),
    });
    const ended = await delivery.deliver(input, "late-harm");
    expect(ended).toMatchObject({ status: "FAILED", error: "HarmFound" });
    expect(await statesOf(run)).toMatchObject({
      status: "rolled-back",
      failure: { message: expect.stringMatching(/^watch: Harm: 1 of 600 answers unlike/) },
    });
    expect([await liveOf(name), delivery.plane.live]).toEqual([former, former]);
  });

  test("that another one replaces in its watch is left alone", async () => {
    const { run, name, input } = await delivery.prepare({ policy: { ...quick, watch: { seconds: 1 } } });
    delivery.plane.evidence = evidenceOf(500);
    const arn = delivery.start(input, "replaced");
    delivery.faults.set("Promote", {
      after: async () => {
        const { putRecord } = await import("../../../lambdas/runtime/records.ts");
        const service = await getRecord(recordKeys.service(name), Service);
        await putRecord(recordKeys.service(name), { ...service, live: "3".repeat(40) });
      },
    });
    expect(await delivery.service.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await statesOf(run)).toMatchObject({ status: "live" });
    expect(delivery.plane.calls).not.toContain("rollback");
  });
});

describe("a person", () => {
  const asking = { ...quick, approval: "always" } as const;

  test("is asked, and the yes goes with the release", async () => {
    const { run, input } = await delivery.prepare({ policy: asking });
    delivery.plane.evidence = evidenceOf(500);
    const arn = delivery.start(input, "asked-yes");
    const { token, question, reasons } = await delivery.question(run, "asked-yes");
    expect(question).toContain(fresh.slice(0, 12));
    expect(reasons).toEqual(["the policy has a person asked before each release"]);
    delivery.service.sendTaskSuccess(
      token,
      JSON.stringify({ approved: true, by: "ada", reason: "looks right" }),
    );
    expect(() => delivery.service.sendTaskSuccess(token, JSON.stringify({ approved: false }))).toThrow(
      /Timed Out/,
    );
    expect(await delivery.service.ended(arn)).toMatchObject({ status: "SUCCEEDED" });
    expect(await statesOf(run)).not.toHaveProperty("question");
  });

  test("who says no has the release taken back, with the reason", async () => {
    const { run, input } = await delivery.prepare({ policy: asking });
    const arn = delivery.start(input, "asked-no");
    const { token } = await delivery.question(run, "asked-no");
    delivery.service.sendTaskSuccess(
      token,
      JSON.stringify({ approved: false, by: "ada", reason: "not on a Friday" }),
    );
    expect(await delivery.service.ended(arn)).toMatchObject({ status: "FAILED", error: "Rejected" });
    expect(await statesOf(run)).toMatchObject({
      status: "rolled-back",
      failure: { message: "ada has said no: not on a Friday" },
    });
  });

  test("who says nothing for a day has said no, and is not asked once more", async () => {
    const { run, input } = await delivery.prepare({ policy: asking });
    const arn = delivery.start(input, "unanswered");
    await delivery.question(run, "unanswered");
    delivery.called.length = 0;
    delivery.clock.expire();
    expect(await delivery.service.ended(arn)).toMatchObject({ status: "FAILED", error: "Unanswered" });
    expect(delivery.called).not.toContain("Ask");
    expect(await statesOf(run)).toMatchObject({ status: "rolled-back" });
  });

  test("is asked about what is unproven where the policy says so", async () => {
    const { run, input } = await delivery.prepare({ policy: { ...quick, unproven: "ask" } });
    delivery.plane.evidence = evidenceOf(10);
    delivery.start(input, "ask-unproven");
    const { reasons, token } = await delivery.question(run, "ask-unproven");
    expect(reasons).toEqual([
      expect.stringMatching(/^nothing is proven either way: shadow: Nothing proven .*10 requests/),
    ]);
    delivery.service.sendTaskFailure(token, "Stopped", "enough");
  });

  test("is asked about each break of the live API, by its name", async () => {
    const { run, input } = await delivery.prepare({ more: "" });
    delivery.plane.evidence = evidenceOf(500);
    delivery.start(input, "breaking");
    const { reasons, token } = await delivery.question(run, "breaking");
    expect(reasons).toEqual([expect.stringMatching(/^GET \/lamps: .*gone/)]);
    delivery.service.sendTaskFailure(token, "Stopped", "enough");
  });
});

describe("Deliver is started by hand", () => {
  test("with a service's name, and delivers the newest release that was ready", async () => {
    const { run, name, input } = await delivery.prepare();
    delivery.plane.evidence = evidenceOf(500, 1);
    await delivery.deliver(input, "by-event");
    delivery.plane.evidence = evidenceOf(500);
    const ended = await delivery.deliver({ service: name }, "by-hand");
    expect(ended.status).toBe("SUCCEEDED");
    expect(await statesOf(run)).toMatchObject({ status: "live", delivery: "by-hand" });
  });

  test.each([
    [{ service: "nowhere" }, /There is no service nowhere/],
    [{}, /names no service/],
    [{ service: "nowhere", rollback: {} }, /There is no service nowhere/],
  ])("with %j, and says what is wrong", async (input, message) => {
    await delivery.prepare();
    const ended = await delivery.deliver(input, `wrong-${JSON.stringify(input).length}`);
    expect(ended).toMatchObject({ status: "FAILED", cause: expect.stringMatching(message) });
  });
});
