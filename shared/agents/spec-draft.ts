import type { ClauseTrace } from "../blueprint/clause.ts";
import { parseSpec, type ReadSpec } from "../spec/parse.ts";
import { reportProblems } from "../spec/report.ts";

/** A line by which an architect says that a clause is not met, or not in full: `Unmet c7: no statement ranks words`. */
const unmetLine = /^[ \t]*(?:[-*>][ \t]*)?Unmet[ \t]+\[?(c[1-9]\d*)\]?[ \t]*:[ \t]*(\S.*?)[ \t]*$/;

/** How the reason of such a clause begins in a trace. */
export const architectSays = "the architect says: ";

/** A draft as its architect wrote it: a spec, and lines that say which clauses it does not meet. */
export function withUnmetLines(spec: string, trace: readonly ClauseTrace[]): string {
  const lines = trace.flatMap((each) =>
    each.outcome === "unmet" && each.reason.startsWith(architectSays)
      ? [`Unmet ${each.clause}: ${each.reason.slice(architectSays.length)}`]
      : [],
  );
  return lines.length === 0 ? spec : `${spec}\n${lines.join("\n")}\n`;
}

/** Most characters of a reason that are kept. */
const longestReason = 500;

export interface SpecDraft {
  reading: ReadSpec;
  /** Reasons by clause. */
  unmet: ReadonlyMap<string, string>;
}

/**
 * Reads what an architect wrote: a spec, and lines that say which clauses it does not meet in full. Such a line takes the
 * clause out of the statements' citations: what is met in part is not met.
 */
export function readSpecDraft(
  text: string,
): { outcome: "read"; draft: SpecDraft } | { outcome: "unread"; report: string } {
  const unmet = new Map<string, string>();
  const lines = text.split("\n").map((line) => {
    const [, clause, reason] = unmetLine.exec(line.replace(/\r$/, "")) ?? [];
    if (clause === undefined || reason === undefined) return line;
    unmet.set(clause, reason.slice(0, longestReason));
    // The line stays, empty: places in the report are those of the text.
    return "";
  });
  const spec = lines.join("\n");
  const reading = parseSpec(spec);
  if (reading.outcome === "unread")
    return { outcome: "unread", report: reportProblems(spec, reading.problems) };
  return { outcome: "read", draft: { reading, unmet } };
}
