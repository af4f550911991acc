import * as z from "zod";
import type { Temperament } from "../../shared/agents/role.ts";
import { draftBlueprint } from "../../shared/agents/tasks/draft-blueprint.ts";
import { checkConsistency } from "../../shared/blueprint/consistency.ts";
import { checkPatterns } from "../../shared/blueprint/pattern-cost.ts";
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
 * Drafts the service's blueprint with one architect's temperament.
 *
 * @throws InconsistentBlueprintError when the draft contradicts itself, or has a pattern that can freeze the service
 */
export async function draft(input: DraftInput) {
  const requirement = await getArtifact(input.requirement, z.string());
  const { title, clauses } = await getArtifact(input.clauses, ClauseList);
  const blueprint = await performFor(input.run, draftBlueprint, {
    name: input.service,
    title,
    requirement,
    clauses,
    temperament: input.temperament,
  });
  const problems = [...checkConsistency(blueprint), ...(await checkPatterns(blueprint))];
  if (problems.length > 0) {
    throw new InconsistentBlueprintError(
      `The ${input.temperament} architect's draft is inconsistent: ${problems.join("; ")}`,
    );
  }
  const met = blueprint.trace.filter((trace) => trace.outcome === "met").length;
  const unmet = blueprint.trace.filter((trace) => trace.outcome === "unmet").length;
  const routes = blueprint.entities.reduce((sum, entity) => sum + entity.operations.length, 0);
  const result = { temperament: input.temperament, blueprint: await putArtifact(blueprint), met, unmet };
  const entities = blueprint.entities.map((entity) => entity.plural).join(", ");
  const said = `${input.temperament} draft: ${entities}; ${routes} routes; ${met} clauses met${unmet > 0 ? `, ${unmet} not` : ""}`;
  return { result, said };
}
