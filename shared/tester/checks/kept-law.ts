import type { Expression } from "../../blueprint/expression.ts";
import type { Refusal } from "../../blueprint/refusal.ts";
import { type Check, pathTo } from "../check.ts";
import type { Focus, Mutant } from "../scenario/focus.ts";
import { entityOf, movesFor, scenarioChecks } from "../scenario/moves.ts";
import { otherRefusals } from "../scenario/mutants.ts";
import type { Relevance } from "../scenario/relevance.ts";
import type { Subject } from "../subject.ts";
import { impliedChecks } from "./implied.ts";

export interface Law {
  list: "rules" | "limits" | "noOverlaps" | "uniqueTogether";
  index: number;
  refusal: Refusal;
  title: string;
  relevance: Relevance;
  mutants: readonly Mutant[];
  /** The law with more things held to it than it says. */
  widened?: readonly Mutant[];
  /** How many things it takes to break it. */
  repeats?: number;
  /** The reference to which they are mostly the same. */
  gathers?: string | undefined;
  /** What is true of the things that the law is about. */
  seeks?: Expression | undefined;
}

/** Tests that a law holds: without it, with another refusal, or with one of its own mistakes a service answers otherwise. */
export function keptLaw(subject: Subject, lawOf: (subject: Subject) => Law): Check[] {
  const inScenarios = scenarioChecks(subject, focusOn(subject, lawOf(subject)));
  return inScenarios.length > 0 ? inScenarios : impliedChecks(subject, (each) => focusOn(each, lawOf(each)));
}

function focusOn(
  subject: Subject,
  { list, index, refusal, title, relevance, mutants, widened = [], repeats, gathers, seeks }: Law,
): Focus {
  const { entity } = subject;
  const path = pathTo(subject, list, String(index));
  return {
    title,
    claims: [
      { paths: [path], without: (copy) => void entityOf(copy, entity)[list].splice(index, 1) },
      ...widened.map((without) => ({ paths: [path], without })),
    ],
    relevance,
    mutants: [
      ...otherRefusals(refusal).map(
        (other): Mutant =>
          (copy) => {
            const law = entityOf(copy, entity)[list][index];
            if (law !== undefined) law.refusal = other;
          },
      ),
      ...mutants,
    ],
    refusals: [path],
    most: 1 + Math.max(1, widened.length),
    ...movesFor(relevance, entity),
    ...(repeats !== undefined && { repeats, gathers }),
    seeks,
  };
}

/** The law in its place. A blueprint and its relaxed copy have the same ones. */
export function lawAt<One>(laws: readonly One[], index: number): One {
  const law = laws[index];
  if (law === undefined) throw new Error(`There is no law ${index + 1}.`);
  return law;
}
