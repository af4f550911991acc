import * as z from "zod";
import type { Blueprint } from "../blueprint/blueprint.ts";
import type { Design } from "../design/design.ts";
import { designProblems } from "../design/fit.ts";
import { lifelongAlpha } from "./budget.ts";
import { changed } from "./change.ts";
import { isNeeded } from "./needed-indexes.ts";
import { Proposal } from "./proposal.ts";
import { proposalId } from "./proposal-of.ts";
import { titleOf } from "./title.ts";

/** Characters of a proposal's JSON, and how deep it goes: what is longer or deeper is not even looked at. */
const mostText = 20_000;
const mostDepth = 60;

/** Bounds of a hypothesis: a claim that anything would meet, or that lets routes be ruined, is none. */
const bounds = { least: 0.01, guard: 3 } as const;

/** The release that a proposal is to change, and the moment at which it is looked at. */
export interface Proposed {
  service: string;
  release: string;
  blueprint: Blueprint;
  design: Design;
  now: string;
  /** What all of the service's trials may spend together. */
  alpha?: number;
}

/**
 * Takes nothing but one change of the typed space with a sound hypothesis, about this release of this service. What
 * measures, decides or records is not in that space, so nothing that names it gets through, by whatever key.
 *
 * @returns the proposal, or every reason against it
 */
export function refuseProposal(
  value: unknown,
  { service, release, blueprint, design, now, alpha = lifelongAlpha }: Proposed,
): { proposal: Proposal } | { problems: string[] } {
  const size = sizeProblem(value);
  if (size !== undefined) return { problems: [size] };
  const read = Proposal.safeParse(value);
  if (!read.success) {
    return {
      problems: read.error.issues.map(
        ({ path, message }) => `${z.core.toDotPath(path) || "proposal"}: ${message}`,
      ),
    };
  }
  const { data: proposal } = read;
  const { change, hypothesis } = proposal;
  const after = changed(design, change);
  const problems = [
    proposal.service === service || `It is of ${proposal.service}, and not of ${service}.`,
    proposal.release === release || `It changes ${proposal.release}, and what is live is ${release}.`,
    proposal.id === proposalId(proposal) ||
      `Its id is not that of its change: that is ${proposalId(proposal)}.`,
    hypothesis.least >= bounds.least ||
      `hypothesis.least: anything falls by ${hypothesis.least}: claim ${bounds.least} or more.`,
    hypothesis.alpha <= alpha ||
      `hypothesis.alpha: ${hypothesis.alpha} is more than the ${alpha} that all trials have together.`,
    hypothesis.guard <= bounds.guard ||
      `hypothesis.guard: a route may cost ${bounds.guard} times as much at most.`,
    Date.parse(hypothesis.registeredAt) <= Date.parse(now) ||
      `hypothesis.registeredAt: ${hypothesis.registeredAt} is still to come.`,
    after === undefined ||
      designProblems(after, blueprint).length > 0 ||
      proposal.title === titleOf(change, blueprint) ||
      `title: the change is: ${titleOf(change, blueprint)}.`,
    after !== undefined || "change: it changes nothing of the design.",
    ...(after === undefined ? [] : designProblems(after, blueprint).map((problem) => `change: ${problem}`)),
    change.kind !== "drop-index" ||
      !isNeeded(change.index, design, blueprint) ||
      `change: ${titleOf(change, blueprint)} takes what keeps values apart, or finds what refers to what goes.`,
  ].filter((problem) => typeof problem === "string");
  return problems.length > 0 ? { problems } : { proposal };
}

/** Why a value is not even read, told without going deeper than may be gone. */
function sizeProblem(value: unknown): string | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > mostDepth) return `proposal: it goes deeper than ${mostDepth} levels.`;
    if (level.length > mostText) return `proposal: it holds more than ${mostText} values.`;
    level = level.flatMap((one) => (one !== null && typeof one === "object" ? Object.values(one) : []));
  }
  return JSON.stringify(value)?.length > mostText
    ? `proposal: it is longer than ${mostText} characters.`
    : undefined;
}
