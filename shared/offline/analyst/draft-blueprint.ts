import type * as z from "zod";
import type { draftBlueprint } from "../../agents/tasks/draft-blueprint.ts";
import { Blueprint } from "../../blueprint/blueprint.ts";
import { checkConsistency } from "../../blueprint/consistency.ts";
import { contradictionsIn } from "./contradictions.ts";
import { type BlueprintDraft, draftEntities } from "./draft/assemble.ts";
import { traceOf } from "./draft/trace.ts";
import type { Understanding } from "./facts/understanding.ts";
import { type Segment, segment } from "./text/segments.ts";
import { understand } from "./understand.ts";

type Input = z.output<typeof draftBlueprint.input>;

/**
 * Designs a service from clauses by rules and traces every clause. The same input gives the same blueprint, whatever
 * the temperament. Throws when what it drew is inconsistent, which is a fault of the rules.
 */
export function draftBlueprintByRules({ name, title, requirement, clauses }: Input): Blueprint {
  const segments = segmentsOf(
    requirement,
    clauses.map((clause) => clause.text),
  );
  const { known, readers } = understand(segments);
  if (known.entities.length === 0) {
    throw new Error(
      "The clauses name nothing that a service could keep. Say what it keeps and what can be done with it.",
    );
  }
  const draft: Omit<BlueprintDraft, "trace"> = {
    version: 1,
    service: { name, title, description: descriptionOf(segments, title) },
    entities: draftEntities(known),
    crossOrigin: known.service.get("crossOrigin") ?? "none",
    refusals: refusalsOf(known),
  };
  for (const { about, clauses: said } of contradictionsIn(known)) {
    readers[Math.max(...said)]?.reasons.push(`it is at odds with the rest of the text on ${about}`);
  }
  const trace = readers.map((reader, index) => traceOf(reader, clauses[index]?.id ?? `c${index + 1}`, draft));
  const blueprint = Blueprint.parse({ ...draft, trace });
  const problems = checkConsistency(blueprint);
  if (problems.length > 0) {
    throw new Error(
      `The blueprint of ${name} is inconsistent: ${problems.join("; ")}. Word the requirement differently.`,
    );
  }
  return blueprint;
}

/** The text's own segments where they are the clauses; else each clause is a sentence of its own. */
function segmentsOf(requirement: string, clauses: readonly string[]): Segment[] {
  const own = segment(requirement);
  const same = own.length === clauses.length && own.every((one, index) => one.text === clauses[index]);
  return same ? own : clauses.map((text) => ({ text, kind: "sentence", depth: 0 }));
}

function descriptionOf(segments: readonly Segment[], title: string): string {
  const prose = segments.find((one) => one.kind === "sentence") ?? segments[0];
  const text = prose?.text ?? title;
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
}

const statuses = [
  "malformed",
  "invalid",
  "notFound",
  "conflict",
  "unknownReference",
  "stillReferenced",
] as const;

/** What the text says of refusals; an unknown reference is refused as any invalid value is, unless it says otherwise. */
function refusalsOf({ service }: Understanding): NonNullable<BlueprintDraft["refusals"]> {
  const refusals: NonNullable<BlueprintDraft["refusals"]> = {};
  for (const name of statuses) {
    const status = service.get(name);
    if (status !== undefined) refusals[name] = status;
  }
  const invalid = service.get("invalid");
  if (invalid !== undefined) refusals.unknownReference ??= invalid;
  const conflict = service.get("conflict");
  if (conflict !== undefined) refusals.stillReferenced ??= conflict;
  const property = service.get("messageProperty");
  if (property !== undefined) refusals.messageProperty = property;
  const fieldErrors = service.get("fieldErrors");
  if (fieldErrors !== undefined) refusals.fieldErrors = fieldErrors;
  const errorObject = service.get("errorObject");
  if (errorObject !== undefined) refusals.errorObject = errorObject;
  return refusals;
}
