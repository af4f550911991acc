import { ModelService } from "../model/service.ts";
import { type Outcome, type Step, stages } from "../model/step.ts";
import { answered, namesThing, type Scenario, usesSession } from "./choose.ts";
import type { Focus } from "./focus.ts";

/** How many requests come at once. */
export const racers = 20;

/** A scenario whose request at `at` comes so many times at once; what comes after looks at what became of it. */
export interface Race extends Scenario {
  at: number;
}

const moment = "2027-03-10T10:11:12.131Z";

/**
 * A scenario in which one of the given ones' requests comes many times at once. Requests that are all the same give the
 * same answers in whatever order they come, so what one after another gives is what all at once must give. That of which
 * some succeed and some are refused is taken, since it tells a service that looks, waits and then writes; without
 * one, what changes a value that is looked at afterwards. Undefined where no request is of such a kind.
 */
export function raceOf(scenarios: readonly Scenario[], focus: Focus): Race | undefined {
  for (const wanted of [isContended, isAddedUp]) {
    for (const { steps } of scenarios) {
      for (const [at, step] of steps.entries()) {
        if (step.kind === "read" || step.kind === "list" || step.kind === "wait") continue;
        const race = raced(steps, at, focus, wanted);
        if (race !== undefined) return race;
      }
    }
  }
  return undefined;
}

function raced(
  steps: readonly Step[],
  at: number,
  focus: Focus,
  wanted: (outcomes: readonly Outcome[], race: Race) => boolean,
): Race | undefined {
  const step = steps[at];
  if (step === undefined) return undefined;
  const before = steps.slice(0, at);
  const many = Array.from({ length: racers }, () => step);
  const service = new ModelService(focus.relevance.blueprint, moment);
  for (const each of before) service.perform(each);
  const known = service.made.length;
  const sessions = service.sessions.count;
  const outcomes = many.map((each) => service.perform(each));
  if (outcomes.some(({ kind }) => kind === "open") || outcomes[0]?.kind !== "done") return undefined;
  const looks = steps.slice(at + 1).filter((look) => isLook(look, service, { known, sessions }));
  // Who calls is found out before a request is done: what makes the caller nobody finds some of the others on their way.
  if (outcomes.some((one) => one.kind === "refused" && one.reason.stage === stages.caller)) return undefined;
  const scenario = answered([...before, ...many, ...looks], focus) ?? answered([...before, ...many], focus);
  if (scenario === undefined) return undefined;
  const race = { ...scenario, at };
  return wanted(outcomes, race) ? race : undefined;
}

/** Whether a request only looks, and speaks of nothing but the things and sessions that were before. */
function isLook(
  step: Step,
  { made, sessions: { count } }: ModelService,
  { known, sessions }: { known: number; sessions: number },
): boolean {
  const later = Array.from({ length: count - sessions }, (_, index) => sessions + index);
  const isKnown =
    made.every((_, number) => number < known || !namesThing(step, number)) &&
    later.every((session) => !usesSession(step, session));
  return (step.kind === "list" || step.kind === "read") && isKnown;
}

function isContended(outcomes: readonly Outcome[]): boolean {
  return outcomes.some(({ kind }) => kind === "refused");
}

/** Whether what each request adds is seen in the end. */
function isAddedUp(_: readonly Outcome[], { at, steps, answers }: Race): boolean {
  return steps[at]?.kind === "act" && answers.slice(at + racers).some(({ body }) => body !== undefined);
}
