import { describe, expect, test } from "vitest";
import { describeResult, describeUnmet } from "../../../scripts/aidevos/build.ts";
import { describeReport } from "../../../scripts/aidevos/report.ts";
import type { GateReport } from "../../../shared/runs/run.ts";

const body = JSON.stringify({ title: "One", words: "w".repeat(5_000) });

const report: GateReport = {
  gates: [
    { gate: "types", passed: true, summary: "12 files sound", failures: [] },
    {
      gate: "cost",
      passed: false,
      summary: "1 route reads more",
      failures: ["GET /notes?title reads 200 rows"],
      evidence: {
        checked: "rows of reads",
        how: "few things, then many",
        found: Array.from({ length: 40 }, (_, index) => `GET /notes/${index}: 1 and 1 rows`),
        reproduce: "send the request",
      },
    },
    { gate: "clauses", passed: false, summary: "1 met, 1 unmet", failures: ["c2 is not met"] },
  ],
  clauses: [
    { id: "c1", text: "titles are kept", trace: { clause: "c1", outcome: "met", by: ["x"] }, tests: ["t"] },
    {
      id: "c2",
      text: "no two have the same title",
      trace: { clause: "c2", outcome: "unmet", reason: "its acceptance test fails" },
      tests: [],
    },
  ],
  failedTests: [
    {
      kind: "acceptance",
      file: "test/acceptance.1.test.ts",
      name: "notes > differ [c2]",
      message: `expected 201 to be 409\nexpected: 409\nreceived: ${body}`,
      exchanges: Array.from({ length: 6 }, (_, index) => ({
        method: "POST",
        path: `/notes?n=${index}`,
        headers: {},
        body,
        status: index === 5 ? null : 201,
        answer: body,
      })),
    },
    {
      kind: "statement",
      file: "test/note.test.ts",
      name: "Note > is kept",
      message: "expected null",
      exchanges: [],
    },
  ],
  lostTests: [{ test: "notes > are counted [c1]", reason: "no 'count'\nin it" }],
  verdicts: [
    {
      round: 1,
      at: "compiler",
      clause: "c2",
      test: "notes > differ [c2]",
      reason: "201 twice.",
      evidence: "",
    },
  ],
  contradictions: [],
};

describe("a report for people", () => {
  const lines = describeReport(report).split("\n");

  test("says of each clause that is not met why, and what its tests have seen", () => {
    const at = lines.indexOf("c2 is not met: no two have the same title");
    expect(lines.slice(at + 1, at + 4)).toEqual([
      "  its acceptance test fails",
      "  fails: notes > differ [c2]",
      "    expected 201 to be 409",
    ]);
    const said = lines.filter((line) => line.includes("POST /notes"));
    expect(said).toHaveLength(4);
    expect(said[0]).toMatch(/^ {4}POST \/notes\?n=2 \{"title":"One".*… -> 201 \{.*…$/);
    expect(said[3]).toContain("-> none");
  });

  test("says what else failed or was lost, and whose fault it was found to be", () => {
    const text = lines.join("\n");
    expect(text).toMatch(/^passed {2}types: 12 files sound$/m);
    expect(text).toMatch(/^FAILED {2}clauses: 1 met, 1 unmet$/m);
    expect(text).toContain("1 other test that failed:\n  fails: Note > is kept\n    expected null");
    expect(text).toContain("1 test lost:\n  notes > are counted [c1]: no 'count' in it");
    expect(text).toContain("round 1, compiler: notes > differ [c2]: 201 twice.");
    expect(text).not.toContain("titles are kept");
  });

  test("says what a gate checked, how, what it found, and how to try it again", () => {
    const at = lines.indexOf("FAILED  cost: 1 route reads more");
    expect(lines.slice(at + 1, at + 5)).toEqual([
      "  checked: rows of reads",
      "  how: few things, then many",
      "  - GET /notes?title reads 200 rows",
      "  - GET /notes/0: 1 and 1 rows",
    ]);
    expect(lines.slice(at + 33, at + 35)).toEqual(["  and 11 more", "  again: send the request"]);
  });

  test("fills no screen with bodies", () => {
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(400);
  });
});

test("a clause that is not met takes a line, and its reason two at the most", () => {
  const said = describeUnmet({ text: "a\nb ".repeat(200), reason: `it fails:\n${body}` });
  expect(said).not.toContain("\n");
  expect(said.length).toBeLessThanOrEqual(80 + 160 + 15);
  expect(said).toMatch(/^not met: "a b a b .*…" \(it fails: \{"title":"One",.*…\)$/);
});

test("what failed is told of a release that went live, though all its clauses are met", () => {
  const gates = [
    { gate: "types", passed: true, summary: "12 files sound", failures: [] },
    {
      gate: "statements",
      passed: false,
      summary: "1 of 5 tests passes",
      failures: ["a", "b", "c", "d"].map((name) => `${name}: expected 201 to be 409`),
    },
    { gate: "clauses", passed: false, summary: "1 met, 1 unmet", failures: ["c2 is not met"] },
  ];
  const result = {
    ...{ run: "run-1", service: "notes", url: "http://x", release: "0123456789abcdef", digest: "d" },
    clauses: { met: [{ id: "c1", text: "titles are kept" }], unmet: [], notShown: [] },
    ...{
      contradictions: [],
      verdicts: [],
      gates,
      decisions: [],
      tokens: 0,
      calls: 0,
      dollars: 0,
      seconds: 1,
    },
  };
  const lines = describeResult(result).split("\n");
  expect(lines).toContain("  statements failed: a: expected 201 to be 409");
  expect(lines).toContain("  and 1 more of statements");
  expect(lines).toContain("  what was tried and seen: npx aidevos runs run-1 --report");
  expect(lines.join()).not.toContain("c2 is not met");
});
