import type { Clause } from "../blueprint/clause.ts";
import { parseSpec } from "./parse.ts";
import { reportProblems } from "./report.ts";
import { clausesOf } from "./trace.ts";

/** Longest title that a requirement's reading has. */
const longestTitle = 80;

/** A requirement that is a spec, or what is wrong with it as one. */
export type SpecRequirement =
  | { outcome: "understood"; name: string; title: string; clauses: Clause[] }
  | { outcome: "refused"; reason: string };

/** Reads a requirement that is a spec: each statement is a clause. Anything else is refused with all that can't be read. */
export function readSpecRequirement(requirement: string): SpecRequirement {
  const reading = parseSpec(requirement);
  if (reading.outcome === "unread") {
    return { outcome: "refused", reason: reportProblems(requirement, reading.problems) };
  }
  const { name, title } = reading.blueprint.service;
  return { outcome: "understood", name, title: title.slice(0, longestTitle), clauses: clausesOf(reading) };
}
