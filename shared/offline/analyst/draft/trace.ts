import type { Blueprint } from "../../../blueprint/blueprint.ts";
import type { ClauseTrace } from "../../../blueprint/clause.ts";
import type { Reader } from "../reader.ts";
import type { BlueprintDraft } from "./assemble.ts";

/** What became of one clause. */
export function traceOf(
  reader: Reader,
  clause: string,
  blueprint: Omit<BlueprintDraft, "trace">,
): ClauseTrace {
  const left = reader.leftOver();
  const reasons = [...new Set(reader.reasons)];
  if (reasons.length > 0) {
    const rest =
      left.length > 0 && !reasons.some((reason) => reason.startsWith("speaks to"))
        ? [`not understood: ${quoted(left)}`]
        : [];
    return { clause, outcome: "unmet", reason: [...reasons, ...rest].join("; ") };
  }
  const by = [...reader.paths].filter((path) => leadsSomewhere(path, blueprint));
  const lost = [...reader.paths].filter((path) => path.includes("/list/") && !by.includes(path));
  if (lost.length > 0) {
    const parts = lost.map((path) => path.split("/").slice(3).join(" ")).join(", ");
    return { clause, outcome: "unmet", reason: `what it says of the list could not be built: ${parts}` };
  }
  if (left.length > 0 && !reader.remark)
    return { clause, outcome: "unmet", reason: `not understood: ${quoted(left)}` };
  if (by.length > 0) return { clause, outcome: "met", by };
  if (reader.paths.size > 0)
    return {
      clause,
      outcome: "unmet",
      reason: "the parts that this speaks of could not be built as it says",
    };
  return { clause, outcome: "remark" };
}

function quoted(runs: readonly string[]): string {
  const shown = runs.slice(0, 6).map((run) => `'${run.length > 80 ? `${run.slice(0, 77)}…` : run}'`);
  return shown.join(", ") + (runs.length > 6 ? ", …" : "");
}

/** Whether a path names something in the blueprint. */
function leadsSomewhere(path: string, blueprint: Omit<BlueprintDraft, "trace">): boolean {
  const [root, name, part, key, more] = path.split("/");
  if (root === "refusals") return true;
  if (root === "crossOrigin") return blueprint.crossOrigin === "any";
  if (root !== "entities") return root === "service";
  if (name === undefined) return blueprint.entities.length > 0;
  const entity = blueprint.entities.find((one) => one.name === name);
  if (entity === undefined) return false;
  if (part === undefined) return true;
  if (part === "fields")
    return entity.fields.some((field) => field.name === key) || entity.identifier.name === key;
  if (part === "operations")
    return key === undefined || entity.operations.some((operation) => operation.kind === key);
  if (part === "list" && key === "filters")
    return entity.list.filters?.some((filter) => filter.parameter === more) === true;
  if (part === "list" && key === "sort") return entity.list.sort !== undefined;
  if (part === "list" && key === "pages") return entity.list.pages !== undefined;
  return true;
}

export type Trace = Blueprint["trace"];
