import { diff3Merge } from "node-diff3";

/** A repository's files: text by path. */
export type Tree = ReadonlyMap<string, string>;

/** Two changes of one file that can't both be. */
export interface Conflict {
  path: string;
  /** For a person: which lines, or which of the two is gone. */
  text: string;
}

/** Three states of a repository's files. */
export interface ThreeTrees {
  /** What was generated last. */
  base: Tree;
  /** What stands in the repository. */
  theirs: Tree;
  /** What is generated now. */
  generated: Tree;
}

/** Most conflicts of one file that are named. */
const mostNamed = 10;

/**
 * Joins what stands with what is generated: what only one of them has changed since the base is taken from it, line by
 * line (diff3). What both have changed otherwise is a conflict, and stands as it stood.
 */
export function mergeTrees({ base, theirs, generated }: ThreeTrees): {
  merged: Map<string, string>;
  conflicts: Conflict[];
} {
  const merged = new Map<string, string>();
  const conflicts: Conflict[] = [];
  for (const path of new Set([...generated.keys(), ...theirs.keys()])) {
    const [before, stands, made] = [base.get(path), theirs.get(path), generated.get(path)];
    const keep = (text: string | undefined) => {
      if (text !== undefined) merged.set(path, text);
    };
    if (stands === made || before === made) keep(stands);
    else if (before === stands) keep(made);
    else if (stands === undefined || made === undefined) {
      conflicts.push({
        path,
        text:
          stands === undefined
            ? "is gone, and generated otherwise"
            : "is changed, and not generated any more",
      });
      keep(stands);
    } else {
      const { text, lines } = mergeTexts(before ?? "", stands, made);
      keep(text ?? stands);
      if (text === undefined) conflicts.push({ path, text: lines });
    }
  }
  return { merged, conflicts };
}

function mergeTexts(base: string, theirs: string, generated: string): { text?: string; lines: string } {
  const regions = diff3Merge(theirs.split("\n"), base.split("\n"), generated.split("\n"), {
    excludeFalseConflicts: true,
  });
  const lines = regions.flatMap(({ conflict }) =>
    conflict === undefined
      ? []
      : [`${span(conflict.aIndex, conflict.a)} (generated: ${span(conflict.bIndex, conflict.b)})`],
  );
  if (lines.length === 0) return { text: regions.flatMap(({ ok = [] }) => ok).join("\n"), lines: "" };
  const more = lines.length > mostNamed ? `, and ${lines.length - mostNamed} more` : "";
  return { lines: `${lines.slice(0, mostNamed).join(", ")}${more}` };
}

/** Lines are counted from 1; a place where none stand is before the line that it names. */
function span(index: number, { length }: readonly string[]): string {
  if (length === 0) return `before line ${index + 1}`;
  return length === 1 ? `line ${index + 1}` : `lines ${index + 1}-${index + length}`;
}
