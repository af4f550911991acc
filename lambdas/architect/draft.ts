import * as z from "zod";
import { Findings } from "../../shared/agents/finding.ts";
import type { Temperament } from "../../shared/agents/role.ts";
import {
  architectSays,
  readSpecDraft,
  type SpecDraft,
  withUnmetLines,
} from "../../shared/agents/spec-draft.ts";
import { draftSpec } from "../../shared/agents/tasks/draft-spec.ts";
import { Blueprint } from "../../shared/blueprint/blueprint.ts";
import type { Clause, ClauseTrace } from "../../shared/blueprint/clause.ts";
import { checkPatterns } from "../../shared/blueprint/pattern-cost.ts";
import { counted } from "../../shared/counted.ts";
import { printSpec } from "../../shared/spec/print.ts";
import { traceOf } from "../../shared/spec/trace.ts";
import { performFor } from "../runtime/agent.ts";
import { getArtifact, putArtifact } from "../runtime/artifacts.ts";
import { ClauseList } from "../runtime/clause-list.ts";
import { InconsistentBlueprintError } from "../runtime/errors.ts";
import { mend } from "../runtime/mending.ts";

export interface DraftInput {
  service: string;
  /** Digests. */
  requirement: string;
  clauses: string;
  temperament: Temperament;
  /** Digests of the draft of the round before. */
  former: { spec: string; blueprint: string } | null;
  /** Digest of what that round found. */
  findings: string | null;
}

/**
 * Drafts the service's spec with one architect's temperament, and keeps it in its normal form beside what it means. A
 * requirement that is a spec is taken as it is. With findings, the former draft is changed where they are about the spec,
 * and else handed on.
 *
 * @throws InconsistentBlueprintError when the draft has a pattern that can freeze the service
 */
export async function draft(input: DraftInput) {
  const requirement = await getArtifact(input.requirement, z.string());
  const { title, clauses, contradictions, written } = await getArtifact(input.clauses, ClauseList);
  const former = input.former === null ? undefined : await readFormer(input.former);
  const { findings } =
    input.findings === null ? { findings: [] } : await getArtifact(input.findings, Findings);
  const found = shortened(findings.filter(({ at }) => at === "spec"));
  const handOn = ({ digests, blueprint }: FormerDraft, said: string) => ({
    result: { ...digests, ...counts(input.temperament, blueprint) },
    said,
  });
  if (former !== undefined && (found.length === 0 || written === "spec")) {
    return handOn(former, "nothing to change");
  }

  const ask = async (more: { former?: string; findings?: Findings["findings"] }) => {
    const { spec } = await performFor(draftSpec, {
      name: input.service,
      title,
      requirement,
      clauses,
      ...(contradictions.length === 0 ? {} : { contradictions }),
      temperament: input.temperament,
      ...more,
    });
    return spec;
  };
  const make = async () => {
    const text =
      written === "spec"
        ? requirement
        : await ask(former === undefined ? {} : { former: former.text, findings: found });
    const made = readDraft(text, input.service, clauses);
    const problems = await checkPatterns(made.blueprint);
    if (problems.length === 0 || written === "spec") return { ...made, problems };
    const slow = problems.map((reason) => ({ at: "spec" as const, reason, evidence: "" }));
    const again = readDraft(
      await ask({ former: text, findings: [...found, ...slow] }),
      input.service,
      clauses,
    );
    return { ...again, problems: await checkPatterns(again.blueprint) };
  };
  let made: Awaited<ReturnType<typeof make>>;
  if (former === undefined) {
    made = await make();
  } else {
    const mending = await mend(make);
    if (mending.outcome === "gave up") return handOn(former, `could not be mended: ${mending.reason}`);
    made = mending.result;
  }
  if (made.problems.length > 0) {
    throw new InconsistentBlueprintError(
      `The ${input.temperament} architect's draft cannot be built: ${made.problems.join("; ")}`,
    );
  }
  const { blueprint, spec } = made;
  const result = {
    blueprint: await putArtifact(blueprint),
    spec: await putArtifact(spec),
    ...counts(input.temperament, blueprint),
  };
  const routes = blueprint.entities.reduce(
    (sum, { operations, actions }) => sum + operations.length + actions.length,
    blueprint.actions.length,
  );
  const entities = blueprint.entities.map((entity) => entity.plural).join(", ");
  const said = `${input.temperament} draft: ${entities}; ${counted(routes, "route")}; ${counted(result.met, "clause")} met${result.unmet > 0 ? `, ${result.unmet} not` : ""}`;
  return { result, said };
}

/** Most findings that an architect sees with all that was said, and most at all: one cause often fails many tests. */
const mostShownWhole = 12;
const mostShown = 40;

function shortened(findings: Findings["findings"]): Findings["findings"] {
  return findings
    .slice(0, mostShown)
    .map((finding, index) => (index < mostShownWhole ? finding : { ...finding, evidence: "" }));
}

interface FormerDraft {
  digests: { spec: string; blueprint: string };
  blueprint: Blueprint;
  /** As its architect wrote it: in normal form, with what it says is not met. */
  text: string;
}

async function readFormer(digests: FormerDraft["digests"]): Promise<FormerDraft> {
  const spec = await getArtifact(digests.spec, z.string());
  const blueprint = await getArtifact(digests.blueprint, Blueprint);
  return { digests, blueprint, text: withUnmetLines(spec, blueprint.trace) };
}

function counts(temperament: Temperament, { trace }: Blueprint) {
  return {
    temperament,
    met: trace.filter(({ outcome }) => outcome === "met").length,
    unmet: trace.filter(({ outcome }) => outcome === "unmet").length,
  };
}

/** What a draft means, with its clauses traced; the run has named the service, whatever the draft calls it. */
function readDraft(text: string, name: string, clauses: readonly Clause[]) {
  const read = readSpecDraft(text);
  if (read.outcome === "unread") throw new InconsistentBlueprintError(read.report);
  const { blueprint, citations } = read.draft.reading;
  blueprint.service.name = name;
  blueprint.trace = traced(read.draft, clauses);
  const met = new Set(blueprint.trace.flatMap(({ clause, outcome }) => (outcome === "met" ? [clause] : [])));
  const kept = [...citations].map(([part, cited]) => [part, cited.filter((id) => met.has(id))] as const);
  return { blueprint, spec: printSpec(blueprint, new Map(kept)) };
}

/** What statements cite is met, unless the architect says that it is not, or not in full. */
function traced({ reading, unmet }: SpecDraft, clauses: readonly Clause[]): ClauseTrace[] {
  const kinds = new Map(clauses.map(({ id, kind }) => [id, kind]));
  return traceOf(reading, clauses).map((trace): ClauseTrace => {
    const { clause } = trace;
    if (kinds.get(clause) === "remark") return { clause, outcome: "remark" };
    const reason = unmet.get(clause);
    return reason === undefined ? trace : { clause, outcome: "unmet", reason: `${architectSays}${reason}` };
  });
}
