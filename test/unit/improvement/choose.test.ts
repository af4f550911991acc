import { mean } from "simple-statistics";
import { expect, test } from "vitest";
import { ranked, shrinkage, type Tried } from "../../../shared/improvement/choose.ts";
import { proposalOf } from "../../../shared/improvement/proposal-of.ts";
import { Random } from "../../../shared/random.ts";
import { hypothesis, library, now, outcome } from "./library.ts";

function tried(field: string, gain: number, interval: [number, number], more: Partial<Tried> = {}): Tried {
  const context = { service: "library", release: "r1", blueprint: library, hypothesis };
  const change = { kind: "add-index" as const, index: { entity: "book", by: [{ field }] } };
  return {
    proposal: proposalOf(change, "x", context),
    outcome: { ...outcome("benefit", gain), interval },
    bytes: 100,
    ...more,
  };
}
const fields = (of: readonly Tried[]) =>
  of.map(({ proposal: { change } }) => ("index" in change ? change.index.by[0]?.field : undefined));

test("what gains most for sure comes first, and of equal ones what takes fewer bytes", () => {
  const list = [
    tried("title", 0.9, [0.1, 1]),
    tried("year", 0.5, [0.4, 0.6], { bytes: 200 }),
    tried("language", 0.5, [0.4, 0.6]),
  ];
  expect(fields(ranked(list))).toEqual(["language", "year", "title"]);
});

test("what is no benefit is not chosen", () => {
  expect(ranked([{ ...tried("title", 0.9, [0.8, 1]), outcome: outcome("inconclusive", 0.9) }])).toEqual([]);
});

test("choosing by the lower end, a lucky one is chosen less often than by the gain", () => {
  const random = new Random(5);
  const rounds = Array.from({ length: 400 }, () => {
    // One is surely good; nine are worse and vary much.
    const noisy = Array.from({ length: 9 }, (_, at) => {
      const gain = 0.2 + 0.5 * (random.next() - 0.5);
      return tried(at % 2 === 0 ? "year" : "title", gain, [gain - 0.25, gain + 0.25]);
    });
    const all = [tried("language", 0.35, [0.33, 0.37]), ...noisy];
    const byGain = [...all].sort((a, b) => b.outcome.gain - a.outcome.gain);
    return [ranked(all), byGain].map((order) => (fields(order)[0] === "language" ? 1 : 0));
  });
  const [bySure = 0, byGain = 0] = [0, 1].map((which) => mean(rounds.map((round) => round[which] ?? 0)));
  expect(bySure).toBe(1);
  expect(byGain).toBeLessThan(0.5);
});

test("shrinkage is what the next measurement found again of a gain", () => {
  const { proposal } = tried("year", 0.5, [0.4, 0.6]);
  const entry = { proposal, fate: "live" as const, why: "", at: now };
  expect(shrinkage([entry])).toEqual({ heldOut: null, production: null });
  const archive = [
    {
      ...entry,
      search: outcome("benefit", 0.5),
      heldOut: outcome("benefit", 0.4),
      production: outcome("benefit", 0.3),
    },
    { ...entry, search: outcome("benefit", 0.5), heldOut: outcome("inconclusive", 0.1) },
    { ...entry, search: outcome("benefit", 0.5), heldOut: outcome("benefit", 0.45) },
  ];
  const { heldOut, production } = shrinkage(archive);
  expect(heldOut?.share).toBeCloseTo(0.8);
  expect(heldOut?.count).toBe(3);
  expect(production?.share).toBeCloseTo(0.75);
});
