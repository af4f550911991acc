import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readImprovement, registeredProposal } from "../../../lambdas/runtime/improvements.ts";
import { getRecord, putRecord } from "../../../lambdas/runtime/records.ts";
import type { DesignChange } from "../../../shared/improvement/change.ts";
import type { ArchiveEntry } from "../../../shared/improvement/proposal.ts";
import { proposalId } from "../../../shared/improvement/proposal-of.ts";
import { ReleaseRecord, recordKeys } from "../../../shared/runs/run.ts";
import { type Engine, endOf, holderOf, liveOf, startEngine } from "./engine.ts";
import { askWithBoth, serveShop, stock } from "./shop.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.mock("../../../lambdas/runtime/toolbox.ts", async () => {
  const { loadToolbox } = await import("../compiler/serving.ts");
  return { readToolbox: loadToolbox };
});
vi.setConfig({ testTimeout: 120_000 });

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
}, 120_000);
afterAll(() => engine.stop());
beforeEach(() => engine.reset());

let count = 0;

/** Improves a shop of which callers ask with both filters; `befall` gets the names of it and of the improvement. */
async function improve(befall: (names: { service: string; id: string }) => void) {
  const service = `guarded-${++count}`;
  const id = `guarded-improvement-${count}`;
  const release = await serveShop(engine.plane, service);
  await stock(engine.plane, service, 60);
  engine.clock.onWait = () => askWithBoth(engine.plane, service, 30);
  befall({ service, id });
  const end = await endOf(engine, engine.start("Improve", { service, by: "person" }, id), id);
  await engine.settled();
  // Whatever it was, nothing was asked for, nothing has changed, and the service is given back.
  expect(engine.events).toEqual([]);
  expect([await liveOf(service), await holderOf(service)]).toEqual([release, null]);
  return end;
}

/** Writes another proposal over the one that was registered, before it is tried. */
function forging(forge: (proposal: ArchiveEntry["proposal"]) => object) {
  return ({ service, id }: { service: string; id: string }) =>
    engine.faults.set("Trial", {
      before: async () => {
        const [first = ""] = (await readImprovement(id)).proposals;
        const entry = await registeredProposal(service, first);
        await putRecord(recordKeys.proposal(service, first), { ...entry, proposal: forge(entry.proposal) });
      },
    });
}

describe("a proposal that somebody has put in the place of the registered one", () => {
  test.each<[string, (proposal: ArchiveEntry["proposal"]) => object, RegExp]>([
    [
      "would err nine times in ten",
      ({ hypothesis, ...rest }) => ({ ...rest, hypothesis: { ...hypothesis, alpha: 0.9 } }),
      /hypothesis.alpha: 0.9 is more/,
    ],
    [
      "is registered in a time to come",
      ({ hypothesis, ...rest }) => ({
        ...rest,
        hypothesis: { ...hypothesis, registeredAt: "2999-01-01T00:00:00.000Z" },
      }),
      /still to come/,
    ],
    [
      "claims what anything would meet",
      ({ hypothesis, ...rest }) => ({ ...rest, hypothesis: { ...hypothesis, least: 0.0001 } }),
      /hypothesis.least/,
    ],
    [
      "changes something else under its id",
      (proposal) => ({
        ...proposal,
        change: { kind: "add-index", index: { entity: "item", by: [{ field: "name" }] } },
      }),
      /Its id is not that of its change/,
    ],
    [
      "has the id of another change",
      (proposal) => {
        const change: DesignChange = {
          kind: "add-index",
          index: { entity: "item", by: [{ field: "name" }] },
        };
        return { ...proposal, change, id: proposalId({ ...proposal, change }) };
      },
      /stands under the id/,
    ],
    [
      "is about another service",
      (proposal) => ({ ...proposal, service: "another" }),
      /It is of another, and not of guarded/,
    ],
    ["is about another release", (proposal) => ({ ...proposal, release: "f".repeat(40) }), /what is live is/],
    [
      "drops an index that there is none of",
      (proposal) => ({
        ...proposal,
        change: {
          kind: "drop-index",
          index: { entity: "item", by: [{ field: "colour", descending: true }] },
        },
      }),
      /changes nothing of the design/,
    ],
  ])("and that %s is refused, and archived as that", async (_what, forge, why) => {
    const { record, tried } = await improve(forging(forge));
    expect(record.status).toBe("nothing");
    expect(tried).toMatchObject([{ fate: "refused", why: expect.stringMatching(why) }]);
  });

  test.each<[string, (proposal: ArchiveEntry["proposal"]) => object]>([
    ["names the evaluator", (proposal) => ({ ...proposal, evaluator: { alpha: 1 } })],
    ["has another kind of change", (proposal) => ({ ...proposal, change: { kind: "drop-telemetry" } })],
    [
      "changes two things at once",
      (proposal) => ({ ...proposal, change: [proposal.change, proposal.change] }),
    ],
  ])("and that %s is not even read", async (_what, forge) => {
    const { record } = await improve(forging(forge));
    expect(record).toMatchObject({ status: "failed", text: expect.stringContaining("ZodError") });
  });
});

describe("the requests that are held out", () => {
  test("answer nobody else once they have answered one trial", async () => {
    const { record, tried } = await improve(({ service, id }) =>
      engine.faults.set("Confirm", {
        before: async () => {
          const release = await getRecord(
            recordKeys.release(service, (await liveOf(service)) ?? ""),
            ReleaseRecord,
          );
          const { digest: control = "" } = release ?? {};
          const asked = { trace: id, part: "held-out", trial: "mine", control, candidate: control };
          await engine.plane.done("POST", `/control/services/${service}/trial`, asked);
        },
      }),
    );
    expect(record).toMatchObject({ status: "nothing", text: expect.stringMatching(/has answered mine/) });
    expect(tried[0]).not.toHaveProperty("heldOut");
  });

  test("must have proven what is asked for, whoever says that it goes on", async () => {
    const { record, tried } = await improve(({ service, id }) => {
      engine.faults.set("Trial", {
        after: async () => {
          const [proposal = ""] = (await readImprovement(id)).proposals;
          const entry = await registeredProposal(service, proposal);
          const search = entry.search && { ...entry.search, outcome: "inconclusive" };
          await putRecord(recordKeys.proposal(service, proposal), { ...entry, search });
          engine.faults.set("Confirm", { gives: { proposal } });
        },
      });
    });
    expect(record).toMatchObject({ status: "nothing", text: expect.stringMatching(/nothing has proven/) });
    expect(tried).toMatchObject([{ fate: "withheld" }]);
  });
});
