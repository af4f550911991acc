import * as z from "zod";
import { writeTests } from "../../shared/agents/tasks/write-tests.ts";
import { counted } from "../../shared/counted.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { formatSource } from "../runtime/format-source.ts";

export interface WriteTestsInput {
  run: string;
  service: string;
  /** Digests. */
  requirement: string;
  clauses: string;
}

/** Writes acceptance tests from the requirement alone; neither blueprint nor code is in reach. */
export async function writeAcceptanceTests(input: WriteTestsInput) {
  const { clauses } = await getArtifact(input.clauses, ClauseList);
  const suite = await performFor(input.run, writeTests, {
    name: input.service,
    requirement: await getArtifact(input.requirement, z.string()),
    clauses,
  });
  const tests = new Set(suite.covers.flatMap((cover) => cover.tests)).size;
  return {
    result: { tests: await putArtifact({ ...suite, files: await formatSource(suite.files) }) },
    said: `${counted(tests, "acceptance test")} for ${counted(suite.covers.length, "clause")}`,
  };
}
