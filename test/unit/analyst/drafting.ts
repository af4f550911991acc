import type { Blueprint } from "../../../shared/blueprint/blueprint.ts";
import type { Entity } from "../../../shared/blueprint/entity.ts";
import type { Field } from "../../../shared/blueprint/field.ts";
import { draftBlueprintByRules } from "../../../shared/offline/analyst/draft-blueprint.ts";
import { readRequirementByRules } from "../../../shared/offline/analyst/read-requirement.ts";

export type Drafted = { readonly blueprint: Blueprint; readonly clauses: readonly string[] };

/** Reads and drafts a requirement; a refusal is an error. */
export function draft(requirement: string): Drafted {
  const read = readRequirementByRules({ requirement });
  if (read.outcome === "refused") throw new Error(read.reason);
  const { name, title, clauses } = read;
  const blueprint = draftBlueprintByRules({ name, title, requirement, clauses, temperament: "lean" });
  return { blueprint, clauses: clauses.map((clause) => clause.text) };
}

/** Why a requirement is refused. */
export function refusal(requirement: string): string {
  const read = readRequirementByRules({ requirement });
  if (read.outcome === "understood") throw new Error(`understood as ${read.name}`);
  return read.reason;
}

export function entity(requirement: string, name?: string): Entity {
  const { entities } = draft(requirement).blueprint;
  const found = name === undefined ? entities[0] : entities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${entities.map((one) => one.name).join(", ")}`);
  return found;
}

/** A field of the first entity that has it. */
export function field(requirement: string, name: string): Field {
  const fields = draft(requirement).blueprint.entities.flatMap((one) => one.fields);
  const found = fields.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name} among ${fields.map((one) => one.name).join(", ")}`);
  return found;
}

/** `METHOD /path status` of each route, in the blueprint's order. */
export function routes(requirement: string, name?: string): string[] {
  return entity(requirement, name).operations.map(
    ({ method, path, status }) => `${method} ${path} ${status}`,
  );
}

/** The clauses that are not met, each with its reason. */
export function unmet(requirement: string): string[] {
  const { blueprint, clauses } = draft(requirement);
  return blueprint.trace.flatMap((trace, index) =>
    trace.outcome === "unmet" ? [`${clauses[index]}: ${trace.reason}`] : [],
  );
}
