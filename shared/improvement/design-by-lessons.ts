import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Design } from "../design/design.ts";
import { covers } from "../design/rule.ts";
import { changed, type DesignChange } from "./change.ts";
import { isInForce, type Learnt, weightOf } from "./lesson.ts";
import { patterns } from "./pattern.ts";
import { isAllowed } from "./propose.ts";

/** Lessons are of other services: so many changes by them, and the rest by what is measured. */
const mostChanges = 4;

/** The design with what lessons in force, the surest first, make of it. What does not fit the blueprint is left out. */
export function designByLessons(blueprint: Blueprint, base: Design, learnt: readonly Learnt[]): Design {
  const sure = learnt.filter(isInForce).sort((a, b) => weightOf(b) - weightOf(a));
  let design = base;
  let changes = 0;
  for (const { pattern } of sure) {
    for (const change of patterns[pattern].first(blueprint, base)) {
      const after = changed(design, change);
      if (changes === mostChanges || after === undefined) continue;
      if (isCovered(change, design) || !isAllowed(change, { design, blueprint })) continue;
      design = after;
      changes += 1;
    }
  }
  return design;
}

function isCovered(change: DesignChange, { indexes }: Design): boolean {
  if (change.kind !== "add-index") return false;
  const { entity, by } = change.index;
  return indexes.some((index) => index.entity === entity && covers(index.by, by));
}
