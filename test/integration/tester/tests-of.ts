import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import { writeTestsOfReading } from "../../../shared/tester/tests-of-reading.ts";
import { tracedByPart } from "./readings.ts";
import { readSpec } from "./specs.ts";

const written = new Map<Blueprint | string, ReturnType<typeof writeTestsOfReading>>();

/** The tests of a reading, or of a spec: the same at each asking, so they are written once. */
export function testsOf(reading: Blueprint | string) {
  const before = written.get(reading);
  if (before !== undefined) return before;
  const { blueprint, clauses } = typeof reading === "string" ? readSpec(reading) : tracedByPart(reading);
  const tests = writeTestsOfReading(blueprint, clauses);
  written.set(reading, tests);
  return tests;
}
