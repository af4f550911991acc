import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Evidence,
  Judgement,
  noPairs,
  type Pairs,
  Phase,
} from "../../../../shared/delivery/evidence.ts";
import { judge } from "../../../../shared/delivery/judge/judge.ts";
import { policies } from "../../../../shared/delivery/policy.ts";

const policy = policies.production;
const nothing: Evidence = {
  generated: noPairs,
  mirrored: noPairs,
  differences: [],
  objects: [],
  meters: [],
};

function pairs(compared: number, more: Partial<Pairs> = {}): Pairs {
  return { ...noPairs, compared, ...more };
}

/** Objects of which the first so many run the candidate, each with the same counts. */
function objects(
  canaries: number,
  others: number,
  { requests = 2000, before = 20, canary = 20, control = 20, slow = 0 } = {},
) {
  return Array.from({ length: canaries + others }, (_, at) => ({
    object: `o${at}`,
    canary: at < canaries,
    before: { requests, failures: before, slow: 0, rowsRead: 0 },
    during: { requests, failures: at < canaries ? canary : control, slow, rowsRead: 0 },
  }));
}

function outcomeOf(phase: Phase, evidence: Partial<Evidence>, measure?: string) {
  const judgement = judge({ evidence: { ...nothing, ...evidence }, policy, phase });
  const found = judgement.measures.find((one) => one.measure === measure);
  return found?.outcome ?? judgement.outcome;
}

describe("any phase", () => {
  test.each(Phase.options)("%s: without data nothing is proven", (phase) => {
    const judgement = judge({ evidence: nothing, policy, phase });
    expect(judgement.outcome).toBe("inconclusive");
    for (const { harm, safe } of judgement.measures) expect(Math.max(harm, safe)).toBeLessThanOrEqual(1);
  });

  test.each(Phase.options)("%s: one confirmed unlike generated answer is harm outright", (phase) => {
    const generated = pairs(500, { unlike: { candidate: 1, control: 0 } });
    const judgement = judge({ evidence: { ...nothing, generated }, policy, phase });
    expect(judgement).toMatchObject({
      outcome: "harm",
      text: "Harm: 1 of 500 answers unlike the other release's, 0 by chance; of generated calls 1, again when repeated.",
    });
    expect(judgement.measures[0]?.harm).toBe(Number.MAX_VALUE);
    expect(Judgement.parse(JSON.parse(JSON.stringify(judgement)))).toEqual(judgement);
  });

  test("any evidence gets a judgement that can be kept", () => {
    const count = fc.integer({ min: 0, max: 50_000 });
    const discordant = fc.record({ candidate: count, control: count });
    const some = fc.record({
      compared: fc.integer({ min: 100_000, max: 1_000_000 }),
      meant: count,
      unlike: discordant,
      failed: discordant,
      slow: discordant,
      rows: discordant,
      cheaper: discordant,
      saved: fc.constant({ sum: 12, squares: 90 }),
      cost: fc.constant(noPairs.cost),
    });
    const counts = fc.record({
      requests: fc.oneof(fc.constant(0), fc.integer({ min: 50_000, max: 1_000_000 })),
      failures: count,
      slow: count,
      rowsRead: count,
    });
    const bounded = counts.map((one) => (one.requests === 0 ? { ...one, failures: 0, slow: 0 } : one));
    const object = fc.record({
      object: fc.string(),
      canary: fc.boolean(),
      before: bounded,
      during: bounded,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...Phase.options),
        some,
        some,
        fc.array(object, { maxLength: 12 }),
        (phase, generated, mirrored, seen) => {
          const evidence = { ...nothing, generated, mirrored, objects: seen };
          expect(Judgement.safeParse(judge({ evidence, policy, phase })).error).toBeUndefined();
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe("shadow", () => {
  test("500 generated calls without a difference prove a release safe", () => {
    const judgement = judge({ evidence: { ...nothing, generated: pairs(500) }, policy, phase: "shadow" });
    expect(judgement).toMatchObject({ outcome: "safe", text: "Safe: 500 requests compared." });
  });

  test("fewer do not, and it is said what is open", () => {
    const evidence = { ...nothing, generated: pairs(200, { meant: 3 }) };
    const judgement = judge({ evidence, policy, phase: "shadow" });
    expect(judgement).toMatchObject({
      outcome: "inconclusive",
      text: "Nothing proven yet of unlike, failed, slow, rows: 200 requests compared, 3 unlike as meant.",
    });
  });

  test("a slow generated call is no harm by itself", () => {
    const generated = pairs(20, { slow: { candidate: 1, control: 0 } });
    expect(outcomeOf("shadow", { generated })).toBe("inconclusive");
  });

  test.each(["unlike", "failed", "slow", "rows"] as const)(
    "callers' requests: ten %s of the candidate alone are harm, as many of the control's are none",
    (measure) => {
      const harmful = pairs(100, { [measure]: { candidate: 10, control: 0 } });
      const alike = pairs(100, { [measure]: { candidate: 10, control: 10 } });
      expect(outcomeOf("shadow", { mirrored: harmful }, measure)).toBe("harm");
      expect(outcomeOf("shadow", { mirrored: alike }, measure)).toBe("inconclusive");
    },
  );

  test("where both releases are slow as often, that is safe, however often", () => {
    const slow = { candidate: 400, control: 400 };
    expect(outcomeOf("shadow", { mirrored: pairs(10_000, { slow }) })).toBe("safe");
  });

  test("a share of unlike answers at the tolerance is never safe", () => {
    const unlike = { candidate: 1000, control: 1000 };
    expect(outcomeOf("shadow", { mirrored: pairs(100_000, { unlike }) }, "unlike")).toBe("inconclusive");
  });
});

describe("canary", () => {
  test("objects that fail as before beside others that do are safe", () => {
    expect(outcomeOf("canary", { objects: objects(5, 15) })).toBe("safe");
  });

  test("objects that fail five times as often are harm", () => {
    const judgement = judge({
      evidence: { ...nothing, objects: objects(5, 15, { canary: 100 }) },
      policy,
      phase: "canary",
    });
    expect(judgement).toMatchObject({
      outcome: "harm",
      text: "Harm: 500 of 10000 requests failed on 5 objects that run it, 100 to be expected by the others and the past.",
    });
  });

  test("where all objects fail more often, it is not the release", () => {
    const seen = objects(5, 15, { canary: 100, control: 100 });
    expect(outcomeOf("canary", { objects: seen }, "callers-failed")).not.toBe("harm");
  });

  test("objects that have always failed more often are held against their own past", () => {
    const seen = objects(5, 15).map((one) => {
      const failures = one.canary ? 100 : 20;
      return { ...one, before: { ...one.before, failures }, during: { ...one.during, failures } };
    });
    expect(outcomeOf("canary", { objects: seen }, "callers-failed")).not.toBe("harm");
  });

  test("one object that fails twice as often is no proof where the others change as much by themselves", () => {
    const seen = objects(1, 12, { canary: 40 }).map((one, at) =>
      one.canary
        ? one
        : { ...one, during: { ...one.during, failures: [5, 10, 20, 40, 60, 30][at % 6] ?? 20 } },
    );
    expect(outcomeOf("canary", { objects: seen }, "callers-failed")).toBe("inconclusive");
  });

  test("nothing that ever fails is safe after enough requests, and not after few", () => {
    const never = { before: 0, canary: 0, control: 0 };
    expect(outcomeOf("canary", { objects: objects(2, 8, { requests: 400, ...never }) })).toBe("safe");
    expect(outcomeOf("canary", { objects: objects(2, 8, { requests: 100, ...never }) })).toBe("inconclusive");
  });

  test.each([
    ["no object runs it", objects(0, 20)],
    ["every object runs it", objects(20, 0)],
    ["the canary had no requests", objects(1, 20).map((one) => (one.canary ? idle(one) : one))],
  ])("nothing is proven when %s", (_what, seen) => {
    expect(outcomeOf("canary", { objects: seen })).toBe("inconclusive");
  });

  test("the release's harm is seen in pairs as well", () => {
    const mirrored = pairs(100, { failed: { candidate: 10, control: 0 } });
    expect(outcomeOf("canary", { objects: objects(5, 15), mirrored })).toBe("harm");
  });

  test("the more steps a canary has, the more evidence each needs", () => {
    const evidence = { ...nothing, objects: objects(5, 15, { canary: 30 }) };
    const [step] = policy.canary.steps;
    const harmOf = (steps: number) => {
      const canary = { ...policy.canary, steps: step ? Array.from({ length: steps }, () => step) : [] };
      return judge({ evidence, policy: { ...policy, canary }, phase: "canary" }).measures.at(-2)?.harm ?? 0;
    };
    expect(harmOf(1) / harmOf(4)).toBeCloseTo(4, 9);
  });
});

describe("watch", () => {
  test("many more failures than before are an alarm", () => {
    expect(outcomeOf("watch", { objects: objects(20, 0, { canary: 80 }) })).toBe("harm");
  });

  test("the first failures ever, of many requests, are an alarm", () => {
    const seen = objects(1, 0, { before: 0, canary: 200 });
    expect(outcomeOf("watch", { objects: seen }, "callers-failed")).toBe("harm");
  });

  test("a third more than before is none, however many", () => {
    const seen = objects(20, 0, { requests: 200_000, before: 2000, canary: 2600 });
    expect(outcomeOf("watch", { objects: seen }, "callers-failed")).toBe("inconclusive");
  });

  test("as few as before prove nothing", () => {
    expect(outcomeOf("watch", { objects: objects(20, 0) })).toBe("inconclusive");
  });

  test("nothing is alarmed at without a past", () => {
    const seen = objects(20, 0, { canary: 80 }).map((one) => ({ ...one, before: idle(one).during }));
    expect(outcomeOf("watch", { objects: seen })).toBe("inconclusive");
  });
});

function idle<T extends { during: object }>(one: T) {
  return { ...one, during: { requests: 0, failures: 0, slow: 0, rowsRead: 0 } };
}
