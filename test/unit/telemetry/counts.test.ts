import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latencyBounds, type Meter } from "../../../shared/delivery/evidence.ts";
import { growth, sumOf } from "../../../shared/telemetry/growth.ts";
import {
  countsOf,
  countsSince,
  latencyAt,
  noServiceCounts,
  slowAnswers,
} from "../../../shared/telemetry/service-counts.ts";
import { worstOf } from "../../../shared/telemetry/worst.ts";

const buckets = latencyBounds.length + 1;
const counts = fc.record({
  requests: fc.nat(1000),
  refusals: fc.nat(1000),
  failures: fc.nat(1000),
  rowsRead: fc.nat(100_000),
  rowsWritten: fc.nat(1000),
  latency: fc.array(fc.nat(100), { minLength: buckets, maxLength: buckets }),
});
const meter = counts.map((some): Meter => ({ release: "r1", route: "GET /", ...some }));

describe("differences of totals", () => {
  test("add up to the totals", () => {
    fc.assert(
      fc.property(meter, counts, (before, more) => {
        const now = sumOf(before, more);
        expect(sumOf(before, growth(before, now))).toEqual(now);
      }),
    );
  });

  test("of what has begun anew are all that it counts now", () => {
    fc.assert(
      fc.property(meter, meter, (now, more) => {
        const before = { ...sumOf(now, more), requests: now.requests + 1 };
        expect(growth(before, now)).toEqual(now);
      }),
    );
  });

  test("of a service are nothing where nothing has changed, and all where a count fell", () => {
    fc.assert(
      fc.property(fc.array(meter), (meters) => {
        const now = countsOf(meters, 500);
        expect(countsSince(now, now)).toEqual(noServiceCounts);
        expect(countsSince({ ...now, rowsRead: now.rowsRead + 1 }, now)).toEqual(now);
      }),
    );
  });
});

test("an answer is slow that took longer than the policy's limit, as far as buckets tell", () => {
  const latency = latencyBounds.map(() => 1).concat(1);
  // 1000, 2000, 5000, 10000 and more.
  expect(slowAnswers({ latency }, 500)).toBe(5);
  expect(slowAnswers({ latency }, 499)).toBe(5);
  expect(slowAnswers({ latency }, 501)).toBe(4);
  expect(slowAnswers({ latency }, 100_000)).toBe(0);
});

test("a share of answers came within the bound of its bucket", () => {
  const latency = [90, 5, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  expect(latencyAt({ latency }, 0.9)).toBe(1);
  expect(latencyAt({ latency }, 0.95)).toBe(2);
  expect(latencyAt({ latency }, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(latencyAt({ latency: latency.map(() => 0) }, 0.95)).toBeUndefined();
});

test("the worst service is one that was asked often enough", () => {
  const of = (requests: number, rowsRead: number, failures = 0) => ({
    ...noServiceCounts,
    requests,
    rowsRead,
    failures,
  });
  const services = new Map([
    ["seldom", of(1, 1_000_000, 1)],
    ["heavy", of(100, 90_000)],
    ["light", of(1000, 1000, 20)],
  ]);
  expect(worstOf(services)).toEqual({
    rowsReadPerRequest: { service: "heavy", value: 900 },
    failureShare: { service: "light", value: 0.02 },
    slowShare: { service: "heavy", value: 0 },
  });
  expect(worstOf(new Map([["seldom", of(1, 5)]]))).toEqual({});
});
