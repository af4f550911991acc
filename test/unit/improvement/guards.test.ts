import { expect, test } from "vitest";
import type { DesignChange } from "../../../shared/improvement/change.ts";
import { refuseProposal } from "../../../shared/improvement/guards.ts";
import { proposalOf } from "../../../shared/improvement/proposal-of.ts";
import { booksOfShelf, design, hypothesis, library, now } from "./library.ts";

const context = { service: "library", release: "r1", blueprint: library, hypothesis };
const live = { service: "library", release: "r1", blueprint: library, design, now };
const byState: DesignChange = {
  kind: "add-index",
  index: { entity: "book", by: [{ field: "state" }, { field: "language" }] },
};
const good = proposalOf(byState, "reads GET /books", context);
const of = (change: DesignChange) => proposalOf(change, "x", context);
const index = (...by: object[]) => ({
  ...good,
  change: { kind: "add-index", index: { entity: "book", by } },
});
const byHand = { kind: "call", name: "evaluate", arguments: [] };

test("one bounded change with a sound hypothesis passes, and so does its way back", () => {
  expect(refuseProposal(good, live)).toEqual({ proposal: good });
  expect(refuseProposal(JSON.parse(JSON.stringify(good)), live)).toEqual({ proposal: good });
  const stored = of({ kind: "store", stored: booksOfShelf });
  expect(refuseProposal(stored, live)).toEqual({ proposal: stored });
});

test.each<[string, unknown, RegExp]>([
  ["nothing", undefined, /proposal: Invalid input/],
  ["a list of proposals", [good], /proposal: Invalid input/],
  ["another key beside it", { ...good, evaluator: { alpha: 1 } }, /Unrecognized key: "evaluator"/],
  [
    "a policy in its hypothesis",
    { ...good, hypothesis: { ...hypothesis, policy: {} } },
    /Unrecognized key: "policy"/,
  ],
  [
    "a trace in its change",
    { ...good, change: { ...good.change, trace: "t1" } },
    /Unrecognized key: "trace"/,
  ],
  ["telemetry in its index", index({ field: "state", telemetry: "off" }), /Unrecognized key: "telemetry"/],
  [
    "a prototype",
    JSON.parse(JSON.stringify(good).replace("{", '{"__proto__":{"isAdmin":true},')),
    /__proto__/,
  ],
  ["a constructor", { ...good, constructor: { prototype: {} } }, /Unrecognized key: "constructor"/],
  [
    "a change of another kind",
    { ...good, change: { kind: "drop-table", entity: "book" } },
    /change.kind: Invalid/,
  ],
  [
    "everything dropped at once",
    { ...good, change: design.indexes.map((one) => ({ kind: "drop-index", index: one })) },
    /change: Invalid/,
  ],
  [
    "a huge index",
    index(...Array.from({ length: 100_000 }, () => ({ field: "state" }))),
    /more than 20000 values/,
  ],
  ["a huge text", { ...good, title: "x".repeat(30_000) }, /longer than 20000 characters/],
  [
    "an expression without end",
    { ...good, change: { kind: "store", stored: { entity: "shelf", value: deep(5000) } } },
    /deeper than 60 levels/,
  ],
  [
    "nine parts",
    index(...Array.from({ length: 9 }, () => ({ field: "state" }))),
    /Too big: expected array to have <=8 items/,
  ],
  [
    "a stored call by hand",
    { ...good, change: { kind: "store", stored: { entity: "shelf", value: byHand } } },
    /change.stored.value/,
  ],
])("%s is refused before it is looked at", (_what, value, message) => {
  expect(problemsOf(value)).toMatch(message);
});

test.each<[string, DesignChange, RegExp]>([
  [
    "of another service's entity",
    { kind: "add-index", index: { entity: "parcel", by: [{ field: "van" }] } },
    /the spec has no parcel/,
  ],
  [
    "of a text without case that is kept with it",
    { kind: "add-index", index: { entity: "shelf", by: [{ field: "room", as: "folded" }] } },
    /nowhere compared without case/,
  ],
  [
    "of what is worked out",
    { kind: "add-index", index: { entity: "shelf", by: [{ field: "books" }] } },
    /is worked out and not kept/,
  ],
  [
    "that adds what is there",
    { kind: "add-index", index: { entity: "book", by: [{ field: "shelf" }] } },
    /changes nothing/,
  ],
  [
    "that drops what is not there",
    { kind: "drop-index", index: { entity: "book", by: [{ field: "year" }, { field: "title" }] } },
    /changes nothing/,
  ],
  [
    "that drops what keeps values apart",
    { kind: "drop-index", index: { entity: "member", by: [{ field: "email" }] } },
    /takes what keeps values apart/,
  ],
  ["that works out what is not kept", { kind: "compute", stored: booksOfShelf }, /changes nothing/],
])("a change %s is refused", (_what, change, message) => {
  expect(problemsOf(of(change))).toMatch(message);
});

test.each<[string, object, RegExp]>([
  ["least 0", { least: 0 }, /hypothesis.least/],
  ["a least that anything meets", { least: 0.001 }, /claim 0.01 or more/],
  ["alpha 0.9", { alpha: 0.9 }, /more than the 0.05/],
  ["alpha 1", { alpha: 1 }, /hypothesis.alpha/],
  ["a guard that lets routes be ruined", { guard: 100 }, /3 times as much at most/],
  ["a moment to come", { registeredAt: "2026-11-26T12:00:00.001Z" }, /still to come/],
  ["no moment", { registeredAt: "tomorrow" }, /hypothesis.registeredAt/],
])("a hypothesis with %s is refused", (_what, change, message) => {
  expect(problemsOf({ ...good, hypothesis: { ...hypothesis, ...change } })).toMatch(message);
});

test("an id is of one change of one release, and a title says what it does", () => {
  const other = of({ kind: "add-index", index: { entity: "book", by: [{ field: "year" }] } });
  expect(problemsOf({ ...other, id: good.id })).toMatch(/Its id is not that of its change/);
  expect(problemsOf({ ...good, release: "r2" })).toMatch(/what is live is r1/);
  expect(problemsOf({ ...good, service: "parcels" })).toMatch(/and not of library/);
  expect(problemsOf({ ...good, title: "Nothing to see here" })).toMatch(
    /the change is: Index books by state and language/,
  );
});

test("every reason is given, not the first", () => {
  const many = problemsOf({ ...good, release: "r2", hypothesis: { ...hypothesis, alpha: 0.9, guard: 100 } });
  expect(many.split("\n").length).toBeGreaterThanOrEqual(4);
});

function problemsOf(value: unknown): string {
  const result = refuseProposal(value, live);
  return "problems" in result ? result.problems.join("\n") : "";
}

function deep(levels: number): object {
  let value: object = { kind: "literal", value: 1 };
  for (let level = 0; level < levels; level += 1) value = { kind: "not", operand: value };
  return value;
}
