import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { getArtifact } from "../../../lambdas/runtime/artifacts.ts";
import { readLessons } from "../../../lambdas/runtime/lessons.ts";
import { getRecord } from "../../../lambdas/runtime/records.ts";
import { readRun } from "../../../lambdas/runtime/runs.ts";
import { Implementation } from "../../../shared/agents/source.ts";
import { ReleaseEvent } from "../../../shared/runs/rollout.ts";
import { ReleaseRecord, recordKeys } from "../../../shared/runs/run.ts";
import { type Engine, holderOf, liveOf, startEngine } from "./engine.ts";
import { askWithBoth, serveShop, shopSpec, stock } from "./shop.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});
vi.setConfig({ testTimeout: 240_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine.stop());
beforeEach(() => engine.reset());

const both = { entity: "item", by: [{ field: "shelf" }, { field: "colour" }] };
const change = (name: string) => engine.events.find(({ type }) => type === name);

/** A shop with things in it, of which callers ask with both filters whenever somebody waits. */
async function shop(name: string): Promise<string> {
  const release = await serveShop(engine.plane, name);
  await stock(engine.plane, name);
  engine.clock.onWait = () => askWithBoth(engine.plane, name, 30);
  return release;
}

async function designOf(service: string): Promise<{ indexes: unknown[] }> {
  const live = (await liveOf(service)) ?? "";
  const record = await getRecord(recordKeys.release(service, live), ReleaseRecord);
  const { files } = await getArtifact(record?.source ?? "", Implementation);
  return JSON.parse(files.find(({ path }) => path === "design.json")?.content ?? "{}");
}

describe("what callers ask with two filters together", () => {
  test("gets an index over both: proven, released by the engine, archived, and learnt for the next service", async () => {
    const first = await shop("shop");
    const { record, tried, ended } = await engine.improve({ service: "shop", by: "person" });
    expect(ended).toMatchObject({ status: "SUCCEEDED" });
    expect(record).toMatchObject({ status: "improved", release: first, chosen: record.proposals[0] });
    const [best] = tried;
    expect(best).toMatchObject({
      fate: "live",
      run: record.run,
      proposal: { title: "Index items by shelf and colour" },
      search: { outcome: "benefit" },
      heldOut: { outcome: "benefit" },
      production: { outcome: "benefit" },
    });
    // A third of the things are on a shelf, a twelfth in one colour of it.
    expect(best?.heldOut?.gain).toBeGreaterThan(0.5);
    await engine.settled();
    const live = await liveOf("shop");
    expect(live).not.toBe(first);
    expect(await readRun(record.run ?? "")).toMatchObject({
      status: "live",
      author: "engine",
      release: live,
    });
    const [promoted] = change("release.ready")?.started ?? [];
    const key = recordKeys.releaseEvent("shop", promoted ?? "", { release: live ?? "", event: "promoted" });
    expect(await getRecord(key, ReleaseEvent)).toMatchObject({ author: "engine", by: "engine" });
    expect((await designOf("shop")).indexes).toContainEqual(both);
    expect(await holderOf("shop")).toBeNull();
    expect(await readLessons()).toMatchObject([
      {
        id: "design-filters-together",
        evidence: [expect.stringContaining(`${best?.proposal.id} confirms it`)],
      },
    ]);

    engine.clock.onWait = () => {};
    await engine.ended(
      engine.start("Develop", { requirement: shopSpec("- `?name` is name\n"), name: "depot" }),
    );
    await engine.settled();
    expect((await designOf("depot")).indexes).toContainEqual(both);
  });

  test("is released once, however often the event comes that asks for it", async () => {
    await shop("doubled");
    engine.arrives = 2;
    const { record } = await engine.improve({ service: "doubled", by: "person" });
    await engine.settled();
    const asked = engine.events.filter(({ type }) => type === "requirement.submitted");
    expect(asked.flatMap(({ started }) => started)).toHaveLength(2);
    const { release } = await readRun(record.run ?? "");
    expect(await liveOf("doubled")).toBe(release);
    const ready = engine.events.filter(({ type }) => type === "release.ready");
    expect(new Set(ready.map(({ detail }) => detail.release))).toEqual(new Set([release]));
    expect(record.status).toBe("improved");
  });

  test("stays as it is when a gate refuses the change, and the archive says so", async () => {
    const first = await shop("refused");
    const gives = { passed: false, sound: false, mendable: false, summary: "the gate cost: too dear" };
    engine.faults.set("Verify", { gives });
    const { record, tried } = await engine.improve({ service: "refused", by: "person" });
    expect(record).toMatchObject({ status: "nothing", text: expect.stringContaining("too dear") });
    expect(tried).toMatchObject([{ fate: "withheld", heldOut: { outcome: "benefit" } }]);
    expect([await liveOf("refused"), await holderOf("refused")]).toEqual([first, null]);
  });

  test("stays as it is when no caller shows a benefit while both releases answer, and the archive says so", async () => {
    const first = await shop("quiet");
    engine.onEvent = (type) => {
      if (type === "release.ready") engine.clock.onWait = () => {};
    };
    const { record, tried } = await engine.improve({ service: "quiet", by: "person" });
    expect(record).toMatchObject({ status: "nothing", text: expect.stringContaining("benefit") });
    expect(await readRun(record.run ?? "")).toMatchObject({ status: "rolled-back" });
    expect(tried).toMatchObject([{ fate: "withheld", heldOut: { outcome: "benefit" } }]);
    expect([await liveOf("quiet"), await holderOf("quiet")]).toEqual([first, null]);
  });
});

describe("another release that goes live meanwhile", () => {
  const more = "- `?name` is name\n";

  test("ends what is recorded", async () => {
    const first = await shop("recorded");
    let next = first;
    engine.clock.onWait = async () => {
      await askWithBoth(engine.plane, "recorded", 25);
      next = await serveShop(engine.plane, "recorded", { more, previous: first });
    };
    const { record } = await engine.improve({ service: "recorded", by: "person" });
    // Those before it are of a release that nobody has to improve any more.
    expect(record.status).toBe("nothing");
    expect(await liveOf("recorded")).toBe(next);
    expect(engine.events).toEqual([]);
  });

  test.each([
    ["before the change is asked for", "Submit"],
    ["before its run begins", "Intake"],
  ])("%s is not taken back by that", async (_when, state) => {
    const service = `overtaken-${state.toLowerCase()}`;
    const first = await shop(service);
    let next = first;
    engine.faults.set(state, {
      before: async () => {
        next = await serveShop(engine.plane, service, { more, previous: first });
      },
    });
    const { record, tried } = await engine.improve({ service, by: "person" });
    await engine.settled();
    expect(record).toMatchObject({ status: "nothing", text: expect.stringMatching(/is live/) });
    expect(tried).toMatchObject([{ fate: "withheld" }]);
    expect(next).not.toBe(first);
    expect([await liveOf(service), await holderOf(service)]).toEqual([next, null]);
  });
});
