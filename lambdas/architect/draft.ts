import * as z from "zod";
import type { Temperament } from "../../shared/agents/role.ts";
import { draftSpec } from "../../shared/agents/tasks/draft-spec.ts";
import type { Clause } from "../../shared/blueprint/clause.ts";
import { checkPatterns } from "../../shared/blueprint/pattern-cost.ts";
import { counted } from "../../shared/counted.ts";
import { parseSpec } from "../../shared/spec/parse.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { reportProblems } from "../../shared/spec/report.ts";
import { traceOf } from "../../shared/spec/trace.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { InconsistentBlueprintError } from "../runtime/errors.ts";

export interface DraftInput {
  run: string;
  service: string;
  /** Digests. */
  requirement: string;
  clauses: string;
  temperament: Temperament;
}

/**
 * Drafts the service's spec with one architect's temperament, and keeps it in its normal form beside what it means.
 *
 * @throws InconsistentBlueprintError when the draft has a pattern that can freeze the service
 */
export async function draft(input: DraftInput) {
  const requirement = await getArtifact(input.requirement, z.string());
  const { title, clauses } = await getArtifact(input.clauses, ClauseList);
  const { spec: written } = await performFor(input.run, draftSpec, {
    name: input.service,
    title,
    requirement,
    clauses,
    temperament: input.temperament,
  });
  const { blueprint, spec } = readDraft(written, input.service, clauses);
  const problems = await checkPatterns(blueprint);
  if (problems.length > 0) {
    throw new InconsistentBlueprintError(
      `The ${input.temperament} architect's draft cannot be built: ${problems.join("; ")}`,
    );
  }
  const met = blueprint.trace.filter((trace) => trace.outcome === "met").length;
  const unmet = blueprint.trace.filter((trace) => trace.outcome === "unmet").length;
  const routes = blueprint.entities.reduce(
    (sum, { operations, actions }) => sum + operations.length + actions.length,
    blueprint.actions.length,
  );
  const result = {
    temperament: input.temperament,
    blueprint: await putArtifact(blueprint),
    spec: await putArtifact(spec),
    met,
    unmet,
  };
  const entities = blueprint.entities.map((entity) => entity.plural).join(", ");
  const said = `${input.temperament} draft: ${entities}; ${counted(routes, "route")}; ${counted(met, "clause")} met${unmet > 0 ? `, ${unmet} not` : ""}`;
  return { result, said };
}

/** What a draft means, with its clauses traced; the run has named the service, whatever the draft calls it. */
function readDraft(text: string, name: string, clauses: readonly Clause[]) {
  const reading = parseSpec(text);
  if (reading.outcome === "unread")
    throw new InconsistentBlueprintError(reportProblems(text, reading.problems));
  const { blueprint, citations } = reading;
  blueprint.service.name = name;
  blueprint.trace = traceOf(reading, clauses);
  return { blueprint, spec: printSpec(blueprint, citations) };
}
