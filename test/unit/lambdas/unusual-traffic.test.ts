import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unusualTraffic } from "../../../lambdas/collect/unusual.ts";
import { Random } from "../../../shared/random.ts";
import { alarmAt } from "../../../shared/telemetry/anomaly/detector.ts";
import { startTables } from "./tables.ts";

let tables: Awaited<ReturnType<typeof startTables>>;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

const start = Date.UTC(2026, 10, 1);
const minute = (count: number) => new Date(start + count * 60_000);

/** Five minutes each of some 100 requests a minute; gives the total. */
async function ordinary(service: string, points: number): Promise<number> {
  const random = new Random(3);
  let total = 0;
  for (let point = 0; point < points; point += 1) {
    const score = await unusualTraffic(service, total, minute(point * 5));
    if (score !== undefined) expect(score, `point ${point}`).toBeLessThan(alarmAt);
    total += 450 + random.below(100);
  }
  return total;
}

describe("a service's traffic", () => {
  test("is unusual when it is ten times what it was, once", { timeout: 60_000 }, async () => {
    const total = await ordinary("busy", 240);
    const score = await unusualTraffic("busy", total + 5_000, minute(240 * 5));
    expect(score).toBeGreaterThanOrEqual(alarmAt);
    expect(await unusualTraffic("busy", total + 5_000, minute(240 * 5))).toBeUndefined();
    const again = await unusualTraffic("busy", total + 10_000, minute(241 * 5));
    expect(again).toBeLessThan(alarmAt);
  });

  test("is looked at every fifth minute", async () => {
    expect(await unusualTraffic("quiet", 0, minute(0))).toBeUndefined();
    expect(await unusualTraffic("quiet", 100, minute(4))).toBeUndefined();
    expect(await unusualTraffic("quiet", 100, minute(5))).toBe(0);
  });

  test("says nothing when its total has begun anew, and goes on from there", async () => {
    expect(await unusualTraffic("anew", 1_000, minute(0))).toBeUndefined();
    expect(await unusualTraffic("anew", 10, minute(5))).toBe(0);
    expect(await unusualTraffic("anew", 20, minute(10))).toBe(0);
  });
});
