import { expect, test } from "vitest";
import { alphaOf, nextAlpha, whyNotHeldOut } from "../../../shared/improvement/budget.ts";
import type { ArchiveEntry } from "../../../shared/improvement/proposal.ts";
import { proposalOf } from "../../../shared/improvement/proposal-of.ts";
import { Random } from "../../../shared/random.ts";
import { filtered, hypothesis, library, now, outcome } from "./library.ts";

const { trace } = filtered.profile;
const context = { service: "library", release: "r1", blueprint: library };
const proposalBy = (field: string, alpha: number) =>
  proposalOf({ kind: "add-index", index: { entity: "book", by: [{ field }] } }, "x", {
    ...context,
    hypothesis: { ...hypothesis, alpha },
  });
const entry = (field: string, alpha: number, more: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  proposal: proposalBy(field, alpha),
  search: outcome("benefit", 0.5),
  fate: "tried",
  why: "",
  at: now,
  ...more,
});

test("the parts of all trials there can be sum to alpha, and never to more", () => {
  const parts = Array.from({ length: 100_000 }, (_, at) => alphaOf(at + 1, 0.05));
  const sum = parts.reduce((one, other) => one + other, 0);
  expect(sum).toBeLessThan(0.05);
  expect(sum).toBeGreaterThan(0.0499);
});

test("only what the held-out part was asked is spent, of that service alone", () => {
  const asked = entry("year", 0.01, { heldOut: outcome("inconclusive", 0) });
  expect(nextAlpha([entry("title", 0.01)], "library")).toBe(alphaOf(1));
  expect(nextAlpha([asked, entry("title", 0.01)], "library")).toBe(alphaOf(2));
  expect(nextAlpha([asked], "parcels")).toBe(alphaOf(1));
});

test("however many placebos a service tries, it ever promotes one with probability alpha at most", () => {
  const random = new Random(11);
  const services = 2000;
  let fooled = 0;
  for (let service = 0; service < services; service += 1) {
    // The sharpest evidence there can be: at or above 1 / alpha with just that probability.
    const ever = Array.from({ length: 200 }, (_, at) => 1 / random.next() >= 1 / alphaOf(at + 1));
    if (ever.includes(true)) fooled += 1;
  }
  expect(fooled / services).toBeLessThan(0.06);
  expect(fooled / services).toBeGreaterThan(0.03);
});

test("the held-out part answers what the search part has shown, once", () => {
  const fresh = entry("year", alphaOf(1));
  const state = { ...trace, heldOutTrial: null };
  expect(whyNotHeldOut(fresh, state, { archive: [] })).toBeUndefined();
  expect(
    whyNotHeldOut(fresh, { ...state, heldOutTrial: fresh.proposal.id }, { archive: [] }),
  ).toBeUndefined();
  expect(whyNotHeldOut(fresh, { ...state, heldOutTrial: "another" }, { archive: [] })).toMatch(
    /has answered another/,
  );
  expect(whyNotHeldOut(fresh, { ...state, isWhole: false }, { archive: [] })).toMatch(/still being recorded/);
  expect(whyNotHeldOut(fresh, { ...state, release: "r0" }, { archive: [] })).toMatch(/is of r0/);
  expect(whyNotHeldOut({ ...fresh, search: outcome("inconclusive", 0.5) }, state, { archive: [] })).toMatch(
    /has not shown/,
  );
  expect(whyNotHeldOut({ ...fresh, heldOut: outcome("inconclusive", 0) }, state, { archive: [] })).toMatch(
    /had its answer/,
  );
  expect(whyNotHeldOut(entry("title", 0.05), state, { archive: [] })).toMatch(/has 0.030 left/);
});
