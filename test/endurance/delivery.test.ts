import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { type Delivery, startDelivery } from "../integration/deliver/delivery.ts";
import { late, lost, Runs, tasks } from "../integration/deliver/runs.ts";

vi.hoisted(() => {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
});
vi.setConfig({ testTimeout: 120_000 });

let delivery: Delivery;
beforeAll(async () => {
  delivery = await startDelivery();
});
afterAll(() => delivery.stop());
const runs = new Runs(() => delivery);

// What befalls a state most often is tried in test/integration/deliver.
describe.each(Object.entries(tasks))("%s", (state, { harmful, calls }) => {
  test("takes too long, each time", () =>
    runs.to(state, () => delivery.faults.set(state, { before: late }), "ends"));

  test("is cut off each time after its work", () =>
    runs.to(state, () => delivery.faults.set(state, { after: lost })));

  test("is aborted while it works", () =>
    runs.to(state, (arn) =>
      delivery.faults.set(state, { before: () => void delivery.service.stopExecution(arn) }),
    ));

  test.runIf(calls !== undefined)("finds the data plane away, for good", () =>
    runs.to(
      state,
      () => {
        delivery.plane.away = calls ?? null;
      },
      "ends",
    ),
  );

  test.runIf(calls !== undefined)("finds the data plane away, and back a moment later", () =>
    runs.to(
      state,
      () => {
        delivery.plane.away = calls ?? null;
        delivery.clock.onWait = () => {
          delivery.plane.away = null;
        };
      },
      harmful ? "ends" : "goes on",
    ),
  );
});
