import type { TestSuite } from "../agents/source.ts";
import type { Clause } from "../blueprint/clause.ts";
import { parseSpec, type ReadSpec } from "../spec/parse.ts";
import { reportProblems } from "../spec/report.ts";
import { traceOf } from "../spec/trace.ts";
import { writeTestsOfReading } from "./tests-of-reading.ts";

/**
 * Writes the tests of a spec: for each statement there are tests that try over HTTP what it says. `clauses` are its
 * statements. Deterministic.
 *
 * @throws Error when the text is no spec
 */
export function writeTestsOfSpec(spec: string, clauses: readonly Clause[]): TestSuite {
  return testsOf(readOrThrow(spec), clauses);
}

/** The same of a spec whose statements are no clauses of a requirement: each is named by its place, `s1`, `s2`, … */
export function writeTestsOfStatements(spec: string): TestSuite {
  const reading = readOrThrow(spec);
  const statements = reading.statements.map(({ text }, index) => ({ id: `s${index + 1}`, text }));
  return testsOf(reading, statements);
}

function readOrThrow(spec: string): ReadSpec {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") throw new Error(reportProblems(spec, reading.problems));
  return reading;
}

function testsOf(reading: ReadSpec, clauses: readonly Clause[]): TestSuite {
  return writeTestsOfReading({ ...reading.blueprint, trace: traceOf(reading, clauses) }, clauses);
}
