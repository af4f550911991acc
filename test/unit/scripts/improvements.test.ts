import { describe, expect, test } from "vitest";
import {
  describeForPeople,
  describeImprovement,
  describeProposals,
} from "../../../scripts/aidevos/improvements.ts";
import type { Improvement } from "../../../shared/improvement/improvement.ts";
import type { ArchiveEntry, TrialOutcome } from "../../../shared/improvement/proposal.ts";

const improvement: Improvement = {
  id: "improve-shop-1",
  service: "shop",
  by: "person",
  alarm: null,
  status: "improved",
  text: "improve-add-index-1 is live",
  proposals: ["add-index-1"],
  startedAt: "2026-11-26T12:00:00.123Z",
};

function gained(gain: number): TrialOutcome {
  const cost = { requests: 10, rowsRead: 100, rowsWritten: 0 };
  return {
    outcome: "benefit",
    control: cost,
    candidate: cost,
    gain,
    interval: [gain, gain],
    evidence: 40,
    text: "",
  };
}

const entry: ArchiveEntry = {
  proposal: {
    id: "add-index-1",
    service: "shop",
    release: "1".repeat(40),
    change: { kind: "add-index", index: { entity: "item", by: [{ field: "shelf" }] } },
    title: "Index items by shelf",
    because: "reads GET /items",
    hypothesis: { least: 0.1, alpha: 0.03, guard: 1.2, registeredAt: "2026-11-26T12:00:01.000Z" },
  },
  search: gained(0.6449),
  heldOut: gained(0.6),
  fate: "live",
  why: "improve-add-index-1 is live",
  at: "2026-11-26T12:01:00.000Z",
};

describe("an improvement", () => {
  test("is one line when nothing was tried", () => {
    expect(describeImprovement(improvement, [])).toBe(
      "2026-11-26T12:00:00  shop: improved. improve-add-index-1 is live  (improve-shop-1)",
    );
  });

  test("of no service says so", () => {
    const text = describeImprovement({ ...improvement, service: null, status: "nothing", text: "none" }, []);
    expect(text).toContain("  no service: nothing. none  (");
  });

  test("is followed by what was tried in it", () => {
    const [head, empty, ...rest] = describeImprovement(improvement, [entry]).split("\n");
    expect(head).toContain("shop: improved");
    expect(empty).toBe("");
    expect(rest.join("\n")).toBe(describeProposals([entry]));
  });
});

describe("proposals", () => {
  test("are a table of what each gained, wherever it was tried, and what became of it", () => {
    const failed: ArchiveEntry = { ...entry, search: gained(-0.2), fate: "tried", why: "it costs more" };
    delete failed.heldOut;
    const [head, first, second, ...more] = describeProposals([entry, failed]).trimEnd().split("\n");
    expect(head?.trim().split(/\s{2,}/)).toEqual(["PROPOSAL", "SEARCH", "HELD OUT", "PRODUCTION", "FATE"]);
    expect(first?.trim().split(/\s{2,}/)).toEqual([
      "Index items by shelf",
      "64.5%",
      "60.0%",
      "-",
      "live",
      "improve-add-index-1 is live",
    ]);
    expect(second?.trim().split(/\s{2,}/)).toEqual([
      "Index items by shelf",
      "-20.0%",
      "-",
      "-",
      "tried",
      "it costs more",
    ]);
    expect(more).toEqual([]);
  });

  test("that there are none of are nothing", () => {
    expect(describeProposals([])).toBe("");
  });
});

test("what only a person can mend is told with the statement as it stands and as it could", () => {
  const finding = { id: "f1", route: "GET /loans", text: "Callers read all pages.", weight: 10 } as const;
  const statement = { now: "- `GET /loans` lists them", instead: "- `?book` is book" };
  expect(describeForPeople([{ ...finding, kind: "spec", statement }])).toBe(
    [
      "For a person, since only the spec could mend it:",
      "  Callers read all pages.",
      "    now      - `GET /loans` lists them",
      "    instead  - `?book` is book",
    ].join("\n"),
  );
  expect(describeForPeople([{ ...finding, kind: "reads" }])).toBe("");
});
