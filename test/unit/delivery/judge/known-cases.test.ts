import { describe, expect, test } from "vitest";
import { noPairs } from "../../../../shared/delivery/evidence.ts";
import { logEvidenceAbove, logEvidenceBelow } from "../../../../shared/delivery/judge/evidence-of-counts.ts";
import { judge } from "../../../../shared/delivery/judge/judge.ts";
import { policies } from "../../../../shared/delivery/policy.ts";
import { type CanarySetting, canaryTraffic } from "../../../bench/judge/canary-traffic.ts";
import { Random } from "../../../bench/judge/random.ts";

const enough = Math.log(20);

/** Requests on both sides, one of which fails now and then, until the evidence is enough or `most` have come. */
function requestsUntil(
  random: Random,
  { share, rates, most }: { share: number; rates: { candidate: number; control: number }; most: number },
  evidence: (failed: { candidate: number; control: number }) => number,
): { candidate: number; total: number } | null {
  const failed = { candidate: 0, control: 0 };
  let candidate = 0;
  for (let total = 1; total <= most; total += 1) {
    const side = random.next() < share ? "candidate" : "control";
    if (side === "candidate") candidate += 1;
    if (random.next() >= rates[side]) continue;
    failed[side] += 1;
    if (evidence(failed) >= enough) return { candidate, total };
  }
  return null;
}

describe("1% fail, both sides have as many requests, a fixed test needs 1,825 a side", () => {
  const evidence = (failed: { candidate: number; control: number }) => logEvidenceAbove(failed, 0.5);

  test("looked at after each failure of eight times as many, no harm is called harm in less than 5%", () => {
    const random = new Random(1);
    const setting = { share: 0.5, rates: { candidate: 0.01, control: 0.01 }, most: 2 * 8 * 1825 };
    const runs = Array.from({ length: 400 }, () => requestsUntil(random, setting, evidence));
    const alarms = runs.filter((run) => run !== null).length / runs.length;
    expect(alarms).toBeGreaterThan(0.005);
    expect(alarms).toBeLessThan(0.05);
  });

  test("twice the risk is always found, after some 1.2 times as many on average", () => {
    const random = new Random(2);
    const setting = { share: 0.5, rates: { candidate: 0.02, control: 0.01 }, most: 2 * 40 * 1825 };
    const runs = Array.from({ length: 400 }, () => requestsUntil(random, setting, evidence));
    const found = runs.flatMap((run) => (run === null ? [] : [run.total / 2 / 1825]));
    expect(found).toHaveLength(400);
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    expect(mean).toBeGreaterThan(1.1);
    expect(mean).toBeLessThan(1.36);
  });
});

test("to prove less than twice the risk at a tenth of the requests takes a median of some 1,400 of them", () => {
  const random = new Random(3);
  const bound = 0.2 / (0.2 + 0.9);
  const setting = { share: 0.1, rates: { candidate: 0.01, control: 0.01 }, most: 1_000_000 };
  const found = Array.from({ length: 200 }, () =>
    requestsUntil(random, setting, (failed) => logEvidenceBelow(failed, bound, { fair: 0.1 })),
  ).map((run) => run?.candidate ?? Number.POSITIVE_INFINITY);
  const median = found.sort((a, b) => a - b)[100];
  expect(median).toBeGreaterThan(1_150);
  expect(median).toBeLessThan(1_800);
});

describe("a canary whose objects differ and change by themselves", () => {
  const strong = { traffic: 1000, rate: 0.01, clustering: "strong", objects: 20, share: 0.1 } as const;

  test("alarms falsely in less than alpha, where counting requests does in a fifth", () => {
    const { judged, naive } = alarmsOf({ ...strong, effect: 1 }, 100);
    expect(judged).toBeLessThan(0.05);
    expect(naive).toBeGreaterThan(0.1);
  });

  test("is stopped in most hours in which it fails ten times as often", () => {
    expect(alarmsOf({ ...strong, effect: 10 }, 40).judged).toBeGreaterThan(0.7);
  });
});

function alarmsOf(setting: CanarySetting, runs: number): { judged: number; naive: number } {
  let judged = 0;
  let naive = 0;
  for (let run = 0; run < runs; run += 1) {
    const alarmed = { judged: false, naive: false };
    let minute = 0;
    for (const { objects } of canaryTraffic(setting, new Random(run))) {
      minute += 1;
      if (minute % 6 > 0) continue;
      const evidence = {
        generated: noPairs,
        mirrored: noPairs,
        differences: [],
        objects: [...objects],
        meters: [],
      };
      alarmed.judged ||= judge({ evidence, policy: policies.production, phase: "canary" }).outcome === "harm";
      const sum = (canary: boolean, what: "requests" | "failures") =>
        objects.reduce((all, one) => all + (one.canary === canary ? one.during[what] : 0), 0);
      const failed = { candidate: sum(true, "failures"), control: sum(false, "failures") };
      const requests = { candidate: sum(true, "requests"), control: sum(false, "requests") };
      const share = requests.candidate / (requests.candidate + requests.control);
      alarmed.naive ||= logEvidenceAbove(failed, share) >= enough;
    }
    judged += Number(alarmed.judged);
    naive += Number(alarmed.naive);
  }
  return { judged: judged / runs, naive: naive / runs };
}
