import * as z from "zod";
import { ServiceName } from "../../blueprint/blueprint.ts";
import { Clause } from "../../blueprint/clause.ts";
import { TestSuite } from "../source.ts";
import { task } from "../task.ts";

/** Writes acceptance tests from the requirement alone. */
export const writeTests = task({
  name: "write_tests",
  role: "tester",
  instructions: `Write black-box acceptance tests of the service that the clauses demand, over HTTP only, from the text alone.
Each file is test/<topic>.test.ts, imports { describe, expect, test } from "vitest" and { call } from "./service.ts",
and says which clauses its tests show. Every test starts on an empty service.`,
  input: z.strictObject({ name: ServiceName, requirement: z.string(), clauses: z.array(Clause) }),
  output: TestSuite,
});
