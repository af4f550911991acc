import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Lesson } from "../messages/lesson.ts";
import { inverse } from "./change.ts";
import { type PatternName, patternNames, patterns } from "./pattern.ts";
import type { ArchiveEntry, TrialOutcome } from "./proposal.ts";

/** What a release's trials have said of a pattern. */
export interface Observation {
  isConfirmed: boolean;
  /** Share of the cost; below zero it rose. */
  gain: number;
  /** Id of the proposal. */
  proposal: string;
  at: string;
}

/** A pattern with all that was seen of it, the oldest first. */
export interface Learnt {
  pattern: PatternName;
  observations: Observation[];
}

/** What was seen before counts this much less with each time that more is seen. */
const memory = 0.9;

/** Observations that are kept: the ones before count for next to nothing. */
const mostObservations = 40;

/** A lesson is applied while it is so likely to come true. */
const leastWeight = 0.65;

/**
 * The chance that the pattern helps the next time: the mean of the Beta distribution that an even one has become by what was
 * seen, of which the older counts less. One confirmation is enough to be applied, and one failure may end that.
 */
export function weightOf({ observations }: Learnt): number {
  let [confirmed, contradicted] = [0, 0];
  for (const { isConfirmed } of observations) {
    confirmed = confirmed * memory + (isConfirmed ? 1 : 0);
    contradicted = contradicted * memory + (isConfirmed ? 0 : 1);
  }
  return (1 + confirmed) / (2 + confirmed + contradicted);
}

export function isInForce(learnt: Learnt): boolean {
  return weightOf(learnt) >= leastWeight;
}

/**
 * What the trials of one release add to what was learnt: of each pattern one observation at most, since its many ways are
 * one idea. It is confirmed when one of them has proven a benefit on what it was not chosen by; contradicted when
 * all of them failed, or when taking one back has proven to be better.
 */
export function learn(
  before: readonly Learnt[],
  entries: readonly ArchiveEntry[],
  blueprint: Blueprint,
): Learnt[] {
  return patternNames.flatMap((pattern) => {
    const observations = before.find((one) => one.pattern === pattern)?.observations ?? [];
    const seen = observed(pattern, entries, blueprint);
    // What ends twice, since its end was not heard of, teaches once.
    const others = observations.filter(({ proposal }) => proposal !== seen?.proposal);
    const all = seen === undefined ? observations : [...others, seen];
    return all.length === 0 ? [] : [{ pattern, observations: all.slice(-mostObservations) }];
  });
}

function observed(
  pattern: PatternName,
  entries: readonly ArchiveEntry[],
  blueprint: Blueprint,
): Observation | undefined {
  const { isIts } = patterns[pattern];
  const ended = entries.flatMap((entry) => {
    const outcome = endOf(entry);
    return outcome === undefined ? [] : [{ entry, outcome }];
  });
  const own = ended.filter(({ entry }) => patternOf(entry, blueprint) === pattern);
  const against = ended.filter(
    ({ entry, outcome }) => outcome.outcome === "benefit" && isIts(inverse(entry.proposal.change), blueprint),
  );
  const found = own.find(({ outcome }) => outcome.outcome === "benefit") ?? against[0] ?? own[0];
  if (found === undefined || (own.length === 0 && against.length === 0)) return undefined;
  const { entry, outcome } = found;
  const isOwn = own.includes(found);
  return {
    isConfirmed: isOwn && outcome.outcome === "benefit",
    gain: isOwn ? outcome.gain : -outcome.gain,
    proposal: entry.proposal.id,
    at: entry.at,
  };
}

function patternOf({ proposal }: ArchiveEntry, blueprint: Blueprint): PatternName | undefined {
  if (proposal.change.kind === "compute" || proposal.change.kind === "uncache") return undefined;
  const isDrop = proposal.change.kind === "drop-index";
  return patternNames.find(
    (name) => (name === "unused-order") === isDrop && patterns[name].isIts(proposal.change, blueprint),
  );
}

/** The last word on a proposal; of a search part's benefit nothing is learnt, for it was chosen by that. */
function endOf({ search, heldOut, production, fate }: ArchiveEntry): TrialOutcome | undefined {
  const last = production ?? heldOut ?? (search?.outcome === "benefit" ? undefined : search);
  return last !== undefined && fate === "taken-back" && last.outcome === "benefit"
    ? { ...last, outcome: "harm" }
    : last;
}

const prefix = "design-";

/** As the Library keeps it. */
export function lessonOf({ pattern, observations }: Learnt): Lesson {
  const { title, text } = patterns[pattern];
  return {
    id: `${prefix}${pattern}`,
    title,
    text,
    tags: ["design", pattern],
    evidence: observations.map(
      ({ isConfirmed, gain, proposal, at }) =>
        `${at}: ${proposal} ${isConfirmed ? "confirms" : "contradicts"} it, gain ${gain}`,
    ),
    at: observations.at(-1)?.at ?? new Date(0).toISOString(),
  };
}

/** What the Library's lesson says; undefined of one that is not about designs. */
export function learntFrom({ id, evidence }: Lesson): Learnt | undefined {
  const pattern = patternNames.find((name) => id === `${prefix}${name}`);
  if (pattern === undefined) return undefined;
  const observations = evidence.flatMap((line) => {
    const [, at, proposal, verb, gain] =
      /^(\S+): (\S+) (confirms|contradicts) it, gain (\S+)$/.exec(line) ?? [];
    if (at === undefined || proposal === undefined || !Number.isFinite(Number(gain))) return [];
    return [{ isConfirmed: verb === "confirms", gain: Number(gain), proposal, at }];
  });
  return { pattern, observations };
}
