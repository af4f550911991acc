import type { Blueprint } from "../../blueprint/blueprint.ts";
import { seedOf } from "../../random.ts";
import { ModelService } from "../model/service.ts";
import { accountOf } from "../model/sessions.ts";
import type { Outcome, Step } from "../model/step.ts";
import { showsCode } from "../refusals.ts";
import { common, type Expected, meets, sayable, watched } from "./expected.ts";
import { type Focus, isWanted, type Mutant } from "./focus.ts";
import { Generator } from "./generate.ts";

/** What is known of the answer to a request before the test runs. */
export interface Answer {
  status: number;
  made?: number | undefined;
  /** The session that it begins. */
  session?: number | undefined;
  code?: string | undefined;
  carried?: Expected | undefined;
  body?: Expected | undefined;
  text?: Expected | undefined;
  location?: Expected | undefined;
  /** An object of headers, by their names in lower case; null: not sent. */
  headers?: Expected | undefined;
  isRefused: boolean;
  /** The model was not asked: the request has been put in where it changes nothing. */
  isCertain?: true;
}

export interface Scenario {
  steps: readonly Step[];
  answers: readonly Answer[];
}

/** Scenarios, and the parts of the reading that they show. */
export interface Choice {
  scenarios: Scenario[];
  shows: string[];
}

/**
 * Two moments far apart, on other days of the week, month and year, and two paces from request to request: what differs
 * between them hangs on the time.
 */
const moments = ["2027-03-10T10:11:12.131Z", "2034-11-24T16:47:38.719Z"] as const;
const paces = [1000, 1] as const;

/** Shortly after midnight, and shortly before it: how far a day is from its end matters where time passes. */
const edges = ["2028-12-31T23:50:00.000Z", "2031-06-30T00:04:00.000Z"] as const;

/** How many scenarios are tried for one focus. */
export const TRIES = 80;

/** How often all that are tried for one focus may set out to make or to do something: hardly any need a tenth of it. */
const EFFORT = 6_000;

/** How many in a row may show nothing new, once all that is claimed is shown. */
const PATIENCE = 25;

/** How many scenarios that tell a wrong service are enough to choose from. */
const ENOUGH = 8;

/** The scenarios that tell a right service from wrong ones, as few as will do; none where nothing of what is claimed is shown. */
export function chooseScenarios(focus: Focus): Choice {
  const { blueprint } = focus.relevance;
  const { claims = [] } = focus;
  const right = seenOf(blueprint);
  const spoilt = (mutate: Mutant) => {
    const copy = structuredClone(blueprint);
    mutate(copy);
    return seenOf(copy) === right ? [] : [copy];
  };
  const claimed = claims.flatMap(({ paths, without }) => spoilt(without).map((copy) => ({ paths, copy })));
  const lacking = new Set(claimed.map(({ copy }) => copy));
  const wrong = [...lacking, ...focus.mutants.flatMap(spoilt)];
  const alive = new Set(wrong);
  const known = new Map<Blueprint, number>();
  const isPatient = () => alive.size === wrong.length || [...lacking].some((each) => alive.has(each));
  const candidates: Candidate[] = [];
  const seed = seedOf(focus.title);
  const { tries = TRIES } = focus;
  const patience = (PATIENCE * tries) / TRIES;
  let [idle, effort] = [0, 0];
  const goesOn = () => alive.size > 0 && effort < EFFORT && (idle < patience || isPatient());
  for (let attempt = 0; attempt < tries && goesOn(); attempt += 1) {
    idle += 1;
    const generator = new Generator(focus, seed + attempt, moments[0]);
    const steps = generator.scenario();
    effort += generator.effort;
    const scenario = answered(steps, focus);
    if (scenario === undefined) continue;
    const open = wrong.filter((each) => (known.get(each) ?? 0) < ENOUGH);
    const killed = new Set(open.filter((each) => isTold(scenario, each, focus)));
    candidates.push({ scenario, killed });
    for (const each of killed) {
      known.set(each, (known.get(each) ?? 0) + 1);
      if (alive.delete(each)) idle = 0;
    }
  }
  const chosen = fewest(candidates, focus.most ?? 2, lacking);
  const told = claimed.filter(({ copy }) => chosen.some(({ killed }) => killed.has(copy)));
  if (claims.length > 0 && told.length === 0) return { scenarios: [], shows: [] };
  return {
    scenarios: chosen.map(({ scenario, killed }) => shortened(scenario, killed, focus)),
    shows: [...new Set([...(focus.shows ?? []), ...told.flatMap(({ paths }) => paths)])],
  };
}

/** What can be told of a blueprint from outside: not the codes of refusals where no body shows them. */
function seenOf(blueprint: Blueprint): string {
  return JSON.stringify(blueprint, function (this: { status?: number }, name, value) {
    return name === "code" && !showsCode(blueprint, this.status) ? undefined : value;
  });
}

interface Candidate {
  scenario: Scenario;
  /** The wrong services that it tells from the right one. */
  killed: ReadonlySet<Blueprint>;
}

/** Always the candidate that tells most of what those before it do not: of what lacks something claimed, then of all. */
function fewest(
  candidates: readonly Candidate[],
  most: number,
  lacking: ReadonlySet<Blueprint>,
): Candidate[] {
  const chosen: Candidate[] = [];
  const told = new Set<Blueprint>();
  while (chosen.length < most) {
    const rest = candidates.map(({ scenario, killed }) => ({
      scenario,
      killed: new Set([...killed].filter((each) => !told.has(each))),
    }));
    const weight = ({ killed }: Candidate) =>
      1000 * [...killed].filter((each) => lacking.has(each)).length + killed.size;
    const [best] = rest.toSorted((one, other) => weight(other) - weight(one));
    if (best === undefined || best.killed.size === 0) break;
    chosen.push(best);
    for (const each of best.killed) told.add(each);
  }
  return chosen;
}

/** The scenario with what each request must give; undefined where that is not said, or hangs on the time. */
export function answered(steps: readonly Step[], focus: Focus): Scenario | undefined {
  const { blueprint } = focus.relevance;
  const isTimed = letsPass(steps);
  const services = moments.map(
    (moment, index) => new ModelService(blueprint, moment, isTimed ? 0 : paces[index]),
  );
  const answers: Answer[] = [];
  for (const step of steps) {
    const isLooked = isLookedAt(step, focus);
    const looked = { body: isLooked, headers: focus.headers === true };
    const [one, other] = services.map((service) => service.perform(step, looked));
    const times = services.map(({ now }) => now);
    if (one === undefined || other === undefined) return undefined;
    if (one.kind === "refused" && !isWanted(focus, one.reasons)) return undefined;
    const answer = answerOf(one, other, [times[0] ?? "", times[1] ?? ""]);
    if (answer === undefined) return undefined;
    if (answer.body !== undefined) {
      answer.body = isLooked
        ? watched(answer.body, step.kind === "act" ? undefined : focus.watches)
        : undefined;
    }
    const isBeside = step.kind === "act" && !isAnswerSeen(step, focus);
    if (isBeside && accountOf(blueprint) !== undefined) delete answer.text;
    if (focus.headers !== true) delete answer.headers;
    answers.push(answer);
  }
  const known = new Set(services[0]?.made.map(({ id }) => id));
  for (const answer of answers) {
    for (const part of ["body", "text", "location", "headers", "carried"] as const) {
      const expected = answer[part];
      if (expected !== undefined) answer[part] = sayable(expected, known);
    }
  }
  const scenario = { steps, answers };
  return isTimed && edges.some((edge) => isTold(scenario, blueprint, focus, edge)) ? undefined : scenario;
}

/** Whether it is looked at what a request answers. */
function isLookedAt(step: Step, focus: Focus): boolean {
  return step.kind === "read" || step.kind === "list" || (step.kind === "act" && isAnswerSeen(step, focus));
}

/** Whether it is looked at what an action answers; where it only serves to sign somebody in, that is beside the point. */
function isAnswerSeen({ action }: Extract<Step, { kind: "act" }>, focus: Focus): boolean {
  if (focus.answers !== true) return false;
  const { acts = [], probes = [] } = focus;
  const isMeant = [...acts, ...probes].some((one) => one.action.name === action);
  return isMeant || accountOf(focus.relevance.blueprint) === undefined;
}

/** Whether time passes only where a scenario lets it. */
function letsPass(steps: readonly Step[]): boolean {
  return steps.some(({ kind }) => kind === "wait");
}

function answerOf(one: Outcome, other: Outcome, times: readonly [string, string]): Answer | undefined {
  if (one.kind === "refused" && other.kind === "refused") {
    const { status, code } = one.reason;
    if (status !== other.reason.status || code !== other.reason.code) return undefined;
    const carried = one.reason.with && other.reason.with && common(one.reason.with, other.reason.with, times);
    return { status, code, carried, isRefused: true };
  }
  if (one.kind !== "done" || other.kind !== "done") return undefined;
  const part = (name: "body" | "text" | "location" | "headers") => {
    const [left, right] = [one[name], other[name]];
    return left === undefined || right === undefined ? undefined : common(left, right, times);
  };
  return {
    status: one.status,
    made: one.made,
    ...(one.session !== undefined && { session: one.session }),
    body: part("body"),
    text: part("text"),
    location: part("location"),
    headers: part("headers"),
    isRefused: false,
  };
}

/** Whether a wrong service answers some request otherwise. */
function isTold(
  { steps, answers }: Scenario,
  wrong: Blueprint,
  focus: Focus,
  moment: string = moments[0],
): boolean {
  const service = new ModelService(wrong, moment, letsPass(steps) ? 0 : paces[0]);
  for (const [index, step] of steps.entries()) {
    const answer = answers[index];
    const outcome = performed(service, step, {
      body: answer?.body !== undefined || focus.unseen !== undefined,
      headers: answer?.headers !== undefined,
    });
    if (answer === undefined || outcome.kind === "open") return false;
    if (differs(answer, outcome, service.now, focus)) return true;
  }
  return false;
}

/** A mistake may leave an expression without what it speaks of. */
function performed(service: ModelService, ...request: Parameters<ModelService["perform"]>): Outcome {
  try {
    return service.perform(...request);
  } catch (error) {
    return { kind: "open", why: String(error) };
  }
}

function differs(answer: Answer, outcome: Outcome, now: string, { relevance, unseen }: Focus): boolean {
  if (outcome.kind === "open") return false;
  if (outcome.kind === "refused") {
    if (!answer.isRefused || answer.status !== outcome.reason.status) return true;
    if (answer.carried !== undefined && !meets(answer.carried, outcome.reason.with, now)) return true;
    return showsCode(relevance.blueprint, answer.status) && answer.code !== outcome.reason.code;
  }
  if (answer.isRefused || answer.status !== outcome.status) return true;
  if (unseen !== undefined && JSON.stringify(outcome.body ?? null).includes(`${JSON.stringify(unseen)}:`))
    return true;
  return (["body", "text", "location", "headers"] as const).some((part) => {
    const expected = answer[part];
    return expected !== undefined && !meets(expected, outcome[part], now);
  });
}

/** The scenario without the requests that show nothing more. */
function shortened(scenario: Scenario, killed: ReadonlySet<Blueprint>, focus: Focus): Scenario {
  // What must not be seen must not be seen anywhere.
  if (focus.unseen !== undefined) return scenario;
  let best = scenario;
  for (let index = scenario.steps.length - 1; index >= 0; index -= 1) {
    const steps = without(best, index);
    const shorter = steps === undefined ? undefined : answered(steps, focus);
    if (shorter !== undefined && [...killed].every((each) => isTold(shorter, each, focus))) best = shorter;
  }
  return best;
}

/** The requests without one, and without those that speak of what it makes. */
function without({ steps, answers }: Scenario, index: number): Step[] | undefined {
  const { made, session } = answers[index] ?? {};
  let rest = steps.filter((_, each) => each !== index);
  if (session !== undefined) {
    if (rest.some((step) => usesSession(step, session))) return undefined;
    rest = rest.map((step) => renumbered(step, session, /("\$session"):(\d+)/g));
  }
  if (made === undefined) return rest;
  if (rest.some((step) => namesThing(step, made))) return undefined;
  return rest.map((step) => renumbered(step, made, /("\$made"|"thing"):(\d+)/g));
}

/** Whether a request says the token of a session. */
export function usesSession(step: Step, session: number): boolean {
  return JSON.stringify(step).includes(`{"$session":${session}}`);
}

/** Whether a request speaks of a thing made before. */
export function namesThing(step: Step, made: number): boolean {
  return ("thing" in step && step.thing === made) || JSON.stringify(step).includes(`{"$made":${made}}`);
}

/** Later numbers, each after the name of what it counts, move down by one. */
function renumbered(step: Step, gone: number, numbers: RegExp): Step {
  const text = JSON.stringify(step).replace(numbers, (whole, name: string, number: string) =>
    Number(number) > gone ? `${name}:${Number(number) - 1}` : whole,
  );
  return JSON.parse(text) as Step;
}
