import { describe, expect, test } from "vitest";
import { designProblems } from "../../../shared/design/fit.ts";
import { designByRule } from "../../../shared/design/rule.ts";
import type { DesignChange } from "../../../shared/improvement/change.ts";
import { designByLessons } from "../../../shared/improvement/design-by-lessons.ts";
import {
  isInForce,
  type Learnt,
  learn,
  learntFrom,
  lessonOf,
  weightOf,
} from "../../../shared/improvement/lesson.ts";
import { type PatternName, patternNames } from "../../../shared/improvement/pattern.ts";
import type { ArchiveEntry } from "../../../shared/improvement/proposal.ts";
import { proposalOf } from "../../../shared/improvement/proposal-of.ts";
import { Lesson } from "../../../shared/messages/lesson.ts";
import { blueprintOf } from "../../integration/spec/serving.ts";
import { booksOfShelf, design, hypothesis, library, now, outcome } from "./library.ts";

const context = { service: "library", release: "r1", blueprint: library, hypothesis };
const entry = (change: DesignChange, more: Partial<ArchiveEntry>): ArchiveEntry => ({
  proposal: proposalOf(change, "x", context),
  fate: "live",
  why: "",
  at: now,
  ...more,
});
const index = (entity: string, ...fields: string[]) => ({ entity, by: fields.map((field) => ({ field })) });
const together: DesignChange = { kind: "add-index", index: index("book", "state", "language", "title") };
const proven = { search: outcome("benefit", 0.6), heldOut: outcome("benefit", 0.5) };
const failed = { search: outcome("inconclusive", 0.01), fate: "tried" as const };
const learnt = (pattern: PatternName, ...seen: boolean[]): Learnt => ({
  pattern,
  observations: seen.map((isConfirmed) => ({
    isConfirmed,
    gain: isConfirmed ? 0.5 : 0,
    proposal: "add-index-1",
    at: now,
  })),
});

describe("what the trials of a release teach", () => {
  test.each<[PatternName, DesignChange]>([
    ["filters-together", together],
    ["stored-in-list", { kind: "store", stored: booksOfShelf }],
    ["lookup-by-condition", { kind: "add-index", index: index("loan", "member", "state") }],
    ["unused-order", { kind: "drop-index", index: index("shelf", "room", "code") }],
  ])("%s, once one of its ways has proven a benefit", (pattern, change) => {
    expect(learn([], [entry(change, proven)], library)).toMatchObject([
      { pattern, observations: [{ isConfirmed: true, gain: 0.5 }] },
    ]);
  });

  test("many ways of one idea are one observation, confirmed when any of them helps", () => {
    const other: DesignChange = { kind: "add-index", index: index("book", "state", "language") };
    const [lesson] = learn([], [entry(other, failed), entry(together, proven)], library);
    expect(lesson?.observations).toHaveLength(1);
    expect(lesson?.observations[0]?.isConfirmed).toBe(true);
  });

  test("a failure, a gain that production took back, and a proven way back contradict it", () => {
    const inverse: DesignChange = { kind: "drop-index", index: index("book", "state", "language", "title") };
    for (const one of [
      entry(together, failed),
      entry(together, { ...proven, fate: "taken-back" }),
      entry(inverse, proven),
    ]) {
      expect(learn([], [one], library)).toMatchObject([
        { pattern: "filters-together", observations: [{ isConfirmed: false }] },
      ]);
    }
  });

  test("the score by which something was chosen teaches nothing, nor does what is of no kind", () => {
    const odd: DesignChange = { kind: "add-index", index: index("book", "year") };
    expect(
      learn([], [entry(together, { search: outcome("benefit", 0.6), fate: "not-chosen" })], library),
    ).toEqual([]);
    expect(learn([], [entry(odd, proven)], library)).toEqual([]);
  });

  test("the same trials teach once, however often they are told", () => {
    const once = learn([], [entry(together, proven)], library);
    expect(learn(once, [entry(together, proven)], library)).toEqual(once);
  });

  test("more comes to what was learnt before", () => {
    const before = [learnt("filters-together", true), learnt("unused-order", false)];
    const after = learn(before, [entry(together, proven)], library);
    expect(after.map(({ pattern, observations }) => [pattern, observations.length])).toEqual([
      ["filters-together", 2],
      ["unused-order", 1],
    ]);
  });
});

test("a lesson is in force after a confirmation, and no more when it stops predicting", () => {
  expect(isInForce(learnt("filters-together", true))).toBe(true);
  expect(isInForce(learnt("filters-together", true, false))).toBe(false);
  expect(isInForce(learnt("filters-together", true, true))).toBe(true);
  expect(isInForce(learnt("filters-together", true, true, false))).toBe(false);
  const long = Array.from({ length: 20 }, () => true);
  expect(isInForce(learnt("filters-together", ...long, false))).toBe(true);
  expect(isInForce(learnt("filters-together", ...long, false, false, false, false))).toBe(false);
  expect(weightOf(learnt("filters-together"))).toBe(1 / 2);
});

test("the Library keeps all of it, and gives it back", () => {
  for (const pattern of patternNames) {
    const one = learnt(pattern, true, false, true);
    const kept = Lesson.parse(lessonOf(one));
    expect(learntFrom(kept)).toEqual(one);
  }
  const other = { id: "run-17", title: "", text: "", tags: [], evidence: [], at: now };
  expect(learntFrom(other)).toBeUndefined();
});

describe("the next service", () => {
  const tickets = blueprintOf(`# Tickets

## Team
- name: text
- open = count of its tickets where status is open

## Ticket
- team: team, required
- status: one of open or closed
- priority: one of low or high
- subject: text
- Listed by subject
- \`?status\` is status
- \`?priority\` is priority
- \`?sort\` sorts by subject, team
`);
  const base = designByRule(tickets);
  const sure = (...names: PatternName[]) => names.map((name) => learnt(name, true, true, true));

  test("begins with what lessons in force say, and with nothing else", () => {
    expect(designByLessons(tickets, base, [learnt("filters-together", true, false)])).toEqual(base);
    const made = designByLessons(
      tickets,
      base,
      sure("filters-together", "stored-in-list", "lookup-by-condition"),
    );
    expect(made.indexes.slice(base.indexes.length)).toEqual([
      index("ticket", "status", "priority", "subject"),
      index("ticket", "team", "status"),
    ]);
    expect(made.stored).toMatchObject([{ entity: "team", value: { name: "count" } }]);
    expect(designProblems(made, tickets)).toEqual([]);
  });

  test("is spared indexes that nobody used elsewhere, but not those that deletions need", () => {
    const asked = index("shelf", "weight", "code");
    expect(design.indexes).toContainEqual(asked);
    const made = designByLessons(library, design, sure("unused-order"));
    expect(made.indexes).not.toContainEqual(asked);
    const deletable = blueprintOf(
      "# A\n\n## Team\n- name: text, unique\n- `?sort` sorts by name, size\n- size: text\n",
    );
    const kept = designByLessons(deletable, designByRule(deletable), sure("unused-order"));
    expect(kept.indexes).toEqual([index("team", "name")]);
  });

  test("is changed in a few places at most, always so that it fits", () => {
    const things = Array.from(
      { length: 12 },
      (_, at) => `## Thing${"abcdefghijkl"[at]}
- one: text
- other: text
- \`?one\` is one
- \`?other\` is other
`,
    );
    const many = blueprintOf(`# Many\n\n${things.join("\n")}`);
    const before = designByRule(many);
    const made = designByLessons(many, before, sure(...patternNames));
    expect(made.indexes.length - before.indexes.length).toBe(4);
    expect(designProblems(made, many)).toEqual([]);
  });
});
