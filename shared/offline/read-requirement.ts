import type * as z from "zod";
import type { readRequirement } from "../agents/tasks/read-requirement.ts";
import { parseSpec } from "../spec/parse.ts";
import { reportProblems } from "../spec/report.ts";
import { clausesOf } from "../spec/trace.ts";

/** Longest title that a requirement's reading has. */
const longestTitle = 80;

/** Reads a requirement that is a spec: each statement is a clause. Anything else is refused with all that could not be read. */
export function readRequirementAsSpec({
  requirement,
}: z.output<typeof readRequirement.input>): z.input<typeof readRequirement.output> {
  const reading = parseSpec(requirement);
  if (reading.outcome === "unread") {
    return {
      outcome: "refused",
      reason: reportProblems(requirement, reading.problems),
    };
  }
  const { name, title } = reading.blueprint.service;
  return { outcome: "understood", name, title: title.slice(0, longestTitle), clauses: clausesOf(reading) };
}
