import { describe, expect, test } from "vitest";
import { type Evidence, noPairs } from "../../../../shared/delivery/evidence.ts";
import { judgeBenefit } from "../../../../shared/delivery/judge/benefit.ts";
import { logEvidenceCheaper, type PairSums } from "../../../../shared/delivery/judge/evidence-of-pairs.ts";
import { judge } from "../../../../shared/delivery/judge/judge.ts";
import { policies } from "../../../../shared/delivery/policy.ts";
import { Random } from "../../../../shared/random.ts";

const enough = Math.log(20);
const policy = { ...policies.local, benefit: { least: 0.1 } };

/** Pairs that cost both sides what `costs` gives. */
function pairsOf(count: number, costs: (index: number) => { control: number; candidate: number }) {
  const pairs = structuredClone(noPairs);
  for (let index = 0; index < count; index += 1) {
    const { control, candidate } = costs(index);
    pairs.compared += 1;
    for (const [side, rows] of [["control", control] as const, ["candidate", candidate] as const]) {
      pairs.cost[side].requests += 1;
      pairs.cost[side].rowsRead += rows;
    }
    if (control !== candidate) pairs.cheaper[control > candidate ? "candidate" : "control"] += 1;
    pairs.saved.sum += control - candidate;
    pairs.saved.squares += (control - candidate) ** 2;
  }
  return pairs;
}

const nothing = (): PairSums => ({ cheaper: { candidate: 0, control: 0 }, saved: 0, squares: 0 });

function add(sums: PairSums, saved: number): void {
  if (saved !== 0) sums.cheaper[saved > 0 ? "candidate" : "control"] += 1;
  sums.saved += saved;
  sums.squares += saved ** 2;
}

function evidenceOf(mirrored: Evidence["mirrored"]): Evidence {
  return { generated: { ...noPairs, compared: 500 }, mirrored, differences: [], objects: [], meters: [] };
}

describe("the evidence of savings", () => {
  test("is none where both cost the same, however often that was seen", () => {
    expect(logEvidenceCheaper(nothing())).toBeCloseTo(0, 10);
  });

  test("ever gets to 1 / alpha in at most alpha of the cases where chance decides, at any scale", () => {
    for (const scale of [1, 1000]) {
      const random = new Random(7);
      let alarms = 0;
      const runs = 400;
      for (let run = 0; run < runs; run += 1) {
        const sums = nothing();
        for (let pair = 0; pair < 300; pair += 1) {
          // Mostly nothing, at times much, as with a cache that is warm for whoever comes second.
          const difference = random.chance(0.3) ? scale * (random.chance(0.1) ? 20 : 1) : 0;
          const signed = random.chance(0.5) ? difference : -difference;
          add(sums, signed);
          if (logEvidenceCheaper(sums) >= enough) {
            alarms += 1;
            break;
          }
        }
      }
      expect(alarms / runs).toBeLessThanOrEqual(0.05);
    }
  });

  test("comes soon where one request in ten saves much and the others lose a little", () => {
    const sums = nothing();
    let pairs = 0;
    while (logEvidenceCheaper(sums) < enough) {
      const difference = pairs % 10 === 0 ? 2000 : -10;
      add(sums, difference);
      pairs += 1;
    }
    expect(pairs).toBeLessThan(200);
  });
});

describe("a release that is made for a benefit", () => {
  test("is safe once callers' requests cost less by what is wanted", () => {
    const mirrored = pairsOf(600, () => ({ control: 100, candidate: 50 }));
    const judgement = judge({ evidence: evidenceOf(mirrored), policy, phase: "shadow" });
    expect(judgement).toMatchObject({ outcome: "safe", text: expect.stringContaining("cost 50.0% less") });
  });

  test("is not where they cost only a little less, or nothing was asked", () => {
    for (const mirrored of [
      pairsOf(600, () => ({ control: 100, candidate: 95 })),
      pairsOf(0, () => ({ control: 0, candidate: 0 })),
    ]) {
      const judgement = judge({ evidence: evidenceOf(mirrored), policy, phase: "shadow" });
      expect(judgement.outcome).toBe("inconclusive");
      expect(judgement.text).toContain("benefit");
    }
  });

  test("is not harmful for costing more: other measures tell that", () => {
    const measured = judgeBenefit(
      pairsOf(50, () => ({ control: 50, candidate: 100 })),
      policy,
    );
    expect(measured).toMatchObject({ outcome: "inconclusive", harm: 0, safe: 0 });
  });

  test("needs no benefit where the policy wants none", () => {
    expect(judgeBenefit(noPairs, policies.production)).toBeUndefined();
  });
});
