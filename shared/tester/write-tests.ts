import type * as z from "zod";
import type { writeTests } from "../agents/tasks/write-tests.ts";
import { parseSpec } from "../spec/parse.ts";
import { reportProblems } from "../spec/report.ts";
import { traceOf } from "../spec/trace.ts";
import { writeTestsOfReading } from "./tests-of-reading.ts";

/**
 * Writes acceptance tests from the requirement alone, which is a spec: for each statement there are tests that try over
 * HTTP what it says. Deterministic.
 *
 * @throws Error when the requirement is no spec
 */
export function writeTestsByRules(
  input: z.output<typeof writeTests.input>,
): z.input<typeof writeTests.output> {
  const { requirement, clauses } = input;
  const reading = parseSpec(requirement);
  if (reading.outcome === "unread") throw new Error(reportProblems(requirement, reading.problems));
  return writeTestsOfReading({ ...reading.blueprint, trace: traceOf(reading, clauses) }, clauses);
}
