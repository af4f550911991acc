import { expect, test } from "vitest";
import { deliveryMetrics } from "../../../shared/runs/delivery-metrics.ts";
import type { ReleaseEvent } from "../../../shared/runs/rollout.ts";

const at = (minute: number) => new Date(Date.UTC(2030, 0, 1, 0, minute)).toISOString();

function event(
  minute: number,
  what: ReleaseEvent["event"],
  release: string,
  more: Partial<ReleaseEvent> = {},
): ReleaseEvent {
  const begunAt = at(minute - 10);
  return {
    at: at(minute),
    service: "lamps",
    release,
    run: release,
    event: what,
    by: "engine",
    author: "person",
    begunAt,
    reason: "",
    ...more,
  };
}

const ledger = [
  event(10, "promoted", "a"),
  event(40, "promoted", "b", { begunAt: at(10) }),
  event(45, "taken-back", "b", { by: "person" }),
  event(50, "withheld", "c"),
  event(60, "promoted", "d", { author: "engine", begunAt: at(58) }),
  event(70, "promoted", "x", { service: "kites", begunAt: at(30) }),
];

test("counts what failed in production apart from what was withheld before", () => {
  const { all } = deliveryMetrics(ledger.toReversed());
  expect(all.changeFailRate).toEqual({ share: 0.25, count: 1, of: 4 });
  expect(all.failedDeploymentRecoveryTime).toEqual({ seconds: 300, count: 1 });
  expect(all.withheld).toBe(1);
});

test("gives medians with their counts, and a frequency over the time between first and last", () => {
  const { all } = deliveryMetrics(ledger);
  // 10, 30, 2 and 40 minutes.
  expect(all.changeLeadTime).toEqual({ seconds: 20 * 60, count: 4 });
  expect(all.deploymentFrequency).toEqual({ count: 4, perDay: 72 });
});

test("takes the promotion that follows a failure of the same service for rework", () => {
  expect(deliveryMetrics(ledger).all.reworkRate).toEqual({ share: 0.25, count: 1, of: 4 });
});

test("keeps people's changes apart from the engine's", () => {
  const { people, engine } = deliveryMetrics(ledger);
  expect([people.deploymentFrequency.count, engine.deploymentFrequency.count]).toEqual([3, 1]);
  expect(engine.reworkRate).toEqual({ share: 1, count: 1, of: 1 });
  expect(engine.changeLeadTime).toEqual({ seconds: 120, count: 1 });
});

test("a release that is promoted again after it was taken back has failed once", () => {
  const again = [event(10, "promoted", "a"), event(20, "taken-back", "a"), event(30, "promoted", "a")];
  expect(deliveryMetrics(again).all.changeFailRate).toEqual({ share: 0.5, count: 1, of: 2 });
});

test("of no releases there are no numbers", () => {
  const { all } = deliveryMetrics([]);
  expect(all.changeLeadTime).toEqual({ seconds: null, count: 0 });
  expect(all.changeFailRate.share).toBeNull();
  expect(all.deploymentFrequency).toEqual({ count: 0, perDay: null });
});
