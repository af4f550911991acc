import type { Blueprint } from "../../blueprint/blueprint.ts";
import type { Check } from "../check.ts";
import { answered, chooseScenarios } from "../scenario/choose.ts";
import type { Focus } from "../scenario/focus.ts";
import { everyAction } from "../scenario/found.ts";
import { rendered } from "../scenario/moves.ts";
import { Subject } from "../subject.ts";

/**
 * Tests of a law that other statements always come before: a guard refuses what would break it. The requests are those
 * that break it where nothing else refuses them, and what they must give is what the whole spec says: a service that has
 * neither the law nor what comes before it takes them.
 */
export function impliedChecks(subject: Subject, focusOn: (subject: Subject) => Focus): Check[] {
  const { blueprint, entity } = subject;
  const copy = relaxed(blueprint);
  const own = copy.entities.find(({ name }) => name === entity.name);
  if (own === undefined) return [];
  const focus = focusOn(new Subject(copy, own));
  const { scenarios, shows } = chooseScenarios({ ...focus, mutants: [] });
  const everything: Focus = { ...focusOn(subject), refusals: ["entities", "actions"] };
  return scenarios.flatMap(({ steps, answers }, index) => {
    const whole = answered(steps, everything);
    const isSame = whole?.answers.every(({ isRefused }, each) => isRefused === answers[each]?.isRefused);
    return whole === undefined || isSame !== true
      ? []
      : [rendered(subject, { focus, scenario: whole, shows, index })];
  });
}

/** The blueprint without what could refuse before a law does: guards of actions, and limits of single fields. */
function relaxed(blueprint: Blueprint): Blueprint {
  const copy = structuredClone(blueprint);
  for (const { action } of everyAction(copy)) action.guards = [];
  for (const field of copy.entities.flatMap(({ fields }) => fields)) {
    delete field.minimum;
    delete field.maximum;
    delete field.exclusiveMinimum;
    delete field.exclusiveMaximum;
  }
  return copy;
}
