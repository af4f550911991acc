import type { Blueprint } from "../../shared/blueprint/blueprint.ts";
import { counted } from "../../shared/counted.ts";
import type { Design } from "../../shared/design/design.ts";
import { designAfter } from "../../shared/design/fit.ts";
import { designByRule } from "../../shared/design/rule.ts";
import { readDesign } from "../../shared/design/text.ts";
import { canonicalJson } from "../../shared/digest.ts";
import { designByLessons } from "../../shared/improvement/design-by-lessons.ts";
import { type Learnt, learntFrom } from "../../shared/improvement/lesson.ts";
import { ServiceUnavailableError } from "../runtime/errors.ts";
import { readLessons } from "../runtime/lessons.ts";

/**
 * The design that was asked for, else what follows from the live release's, else what a service begins with: what the rule
 * says, and what was learnt from others.
 */
export async function chooseDesign(
  blueprint: Blueprint,
  { asked, previous }: { asked: unknown; previous: { blueprint: Blueprint; design: Design } | undefined },
): Promise<{ design: Design; said: string }> {
  if (asked !== undefined) return { design: readDesign(asked, blueprint), said: "" };
  if (previous !== undefined) return { design: designAfter(previous, blueprint), said: "" };
  const byRule = designByRule(blueprint);
  const design = designByLessons(blueprint, byRule, await knownLessons());
  const isOther = canonicalJson(design) !== canonicalJson(byRule);
  return {
    design,
    said: isOther
      ? `; its design begins with ${describeChange(byRule, design)}, as other services have taught`
      : "",
  };
}

function describeChange(before: Design, after: Design): string {
  const indexes = after.indexes.length - before.indexes.length;
  const stored = after.stored.length - before.stored.length;
  const caches = after.caches.length - before.caches.length;
  const parts = [
    ...(indexes === 0 ? [] : [`${counted(Math.abs(indexes), "index")} ${indexes > 0 ? "more" : "less"}`]),
    ...(stored === 0 ? [] : [`${counted(stored, "stored value")} more`]),
    ...(caches === 0 ? [] : [counted(caches, "cache")]),
  ];
  return parts.join(" and ") || "other indexes";
}

/** What was learnt; nothing where the Library can't be asked: a lesson is never needed. */
async function knownLessons(): Promise<Learnt[]> {
  try {
    return (await readLessons()).flatMap((lesson) => learntFrom(lesson) ?? []);
  } catch (error) {
    if (error instanceof ServiceUnavailableError) return [];
    throw error;
  }
}
