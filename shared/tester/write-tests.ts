import type * as z from "zod";
import { draftBlueprint } from "../agents/tasks/draft-blueprint.ts";
import type { writeTests } from "../agents/tasks/write-tests.ts";
import { draftBlueprintByRules } from "../offline/analyst/draft-blueprint.ts";
import { writeTestsOfReading } from "./tests-of-reading.ts";

/**
 * Writes acceptance tests from the text alone: the analyst's reading of it says what each clause demands, and for each
 * clause that can be met there are tests that try the demand over HTTP. Deterministic.
 */
export function writeTestsByRules(
  input: z.output<typeof writeTests.input>,
): z.input<typeof writeTests.output> {
  const { name, requirement, clauses } = input;
  const reading = draftBlueprint.output.parse(
    draftBlueprintByRules({ name, title: name, requirement, clauses, temperament: "lean" }),
  );
  return writeTestsOfReading(reading, clauses);
}
