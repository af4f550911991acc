import { describe, expect, test } from "vitest";
import { type Evidence, type Judgement, noPairs, type Phase } from "../../../../shared/delivery/evidence.ts";
import { verdictOf } from "../../../../shared/delivery/judge/verdict.ts";

const nothing: Evidence = { generated: noPairs, mirrored: noPairs, differences: [], objects: [], meters: [] };

function verdict(
  outcome: Judgement["outcome"],
  now: number,
  { phase = "shadow" as Phase, generating = false } = {},
) {
  const judgement = { outcome, measures: [], text: "" };
  return verdictOf({ judgement, evidence: { ...nothing, generating }, phase, until: 5_000, now });
}

describe("what follows from a look", () => {
  test("time is not up while calls are still being made up, but not for ever", () => {
    expect(verdict("inconclusive", 6_000, { generating: true })).toBe("waiting");
    expect(verdict("inconclusive", 6_000)).toBe("unproven");
    expect(verdict("inconclusive", 245_000, { generating: true })).toBe("unproven");
  });

  test("harm and safety are told at once, whatever the time", () => {
    expect(verdict("harm", 1_000, { generating: true })).toBe("harm");
    expect(verdict("safe", 1_000)).toBe("safe");
  });

  test("a watch lasts its whole time and proves nothing more", () => {
    expect(verdict("safe", 1_000, { phase: "watch" })).toBe("waiting");
    expect(verdict("inconclusive", 5_000, { phase: "watch" })).toBe("safe");
    expect(verdict("harm", 1_000, { phase: "watch" })).toBe("harm");
  });
});
