import type * as z from "zod";
import type { writeTests } from "../agents/tasks/write-tests.ts";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Clause } from "../blueprint/clause.ts";
import { parseSpec } from "../spec/parse.ts";
import { writeTestsOfReading } from "./tests-of-reading.ts";

/**
 * Writes acceptance tests from a spec alone: each statement is a clause, and for each that can be shown over HTTP there
 * are tests that try it. Deterministic.
 *
 * @throws Error when the requirement is no spec
 */
export function writeTestsByRules(
  input: z.output<typeof writeTests.input>,
): z.input<typeof writeTests.output> {
  const { blueprint, clauses } = readClauses(input.requirement);
  return writeTestsOfReading(blueprint, clauses);
}

/**
 * A spec's blueprint and its statements as clauses `c1`, `c2`, …, each traced to the parts that it makes.
 *
 * @throws Error that says what is wrong when the text is no spec
 */
export function readClauses(spec: string): { blueprint: Blueprint; clauses: Clause[] } {
  const reading = parseSpec(spec);
  if (reading.outcome === "unread") {
    const problems = reading.problems.map(({ message }) => message).join(" ");
    throw new Error(`The requirement is no spec that can be read: ${problems}`);
  }
  const clauses = reading.statements.map(({ text }, index) => ({ id: `c${index + 1}`, text }));
  const trace = reading.statements.map(({ parts }, index) => ({
    clause: `c${index + 1}`,
    outcome: "met" as const,
    by: parts.length === 0 ? ["service"] : parts,
  }));
  return { blueprint: { ...reading.blueprint, trace }, clauses };
}
