import * as z from "zod";
import { readRequirement } from "../../shared/agents/tasks/read-requirement.ts";
import { counted } from "../../shared/counted.ts";
import { DevelopRequest, recordKeys } from "../../shared/runs/run.ts";
import { readSpecRequirement } from "../../shared/spec/requirement.ts";
import { performFor } from "../runtime/agent.ts";
import { putArtifact } from "../runtime/artifacts.ts";
import type { ClauseList } from "../runtime/clause-list.ts";
import { OutdatedRunError, RequirementRefusedError } from "../runtime/errors.ts";
import { changeRecord } from "../runtime/records.ts";
import { startRun } from "../runtime/runs.ts";
import { joinService } from "../runtime/services.ts";
import { reserveService } from "./reserve-service.ts";

export interface OpenRunInput {
  run: string;
  execution: string;
  request?: unknown;
}

/** What the run is about, once it has been read. */
interface Subject {
  service: string;
  /** Digest. */
  clauses: string;
  /** The release that is live. */
  previous: string | null;
  /** The newest release that ever was live. */
  newest: string | null;
  said: string;
}

/**
 * Opens the run and splits its requirement into clauses: a spec into its statements, by no model; any other text by the
 * analyst's. What follows goes on with their digests. A run that failed and
 * is redriven goes on with what was read before.
 *
 * @throws RequirementRefusedError when the text cannot become a service, with the reason for its writer
 * @throws OutdatedRunError when it builds upon, or was asked to change, what is not live any more
 */
export async function openRun({ request, run, execution }: OpenRunInput) {
  const parsed = DevelopRequest.safeParse(request);
  if (!parsed.success) throw new RequirementRefusedError(z.prettifyError(parsed.error).replace(/^✖ /, ""));
  const {
    requirement: text,
    name,
    design,
    hand,
    unmetClauses,
    mutation,
    tokens,
    budget,
    policy,
    author,
    upon,
  } = parsed.data;

  const requirement = await putArtifact(text);
  const record = await startRun(run, execution, {
    requirement,
    budget: { ...budget, ...(tokens === undefined ? {} : { tokens }) },
    policy,
    author,
  });
  if (mutation !== undefined) await changeRecord(recordKeys.run(run), { mutation });
  const { service, clauses, previous, newest } = record;
  const subject =
    service !== undefined && clauses !== undefined && previous !== undefined && newest !== undefined
      ? await goOn({ run, requirement, service, clauses, previous, newest })
      : await begin({ run, requirement, text, name, upon });
  const result = {
    run,
    service: subject.service,
    previous: subject.previous,
    newest: subject.newest,
    requirement,
    clauses: subject.clauses,
    unmetClauses,
    design: design === undefined ? null : await putArtifact(design),
    hand: hand === undefined ? null : await putArtifact(hand),
    architects: ["lean"],
  };
  return { result, said: `${subject.service}: ${subject.said}` };
}

interface Unread {
  run: string;
  /** Digest, and what it stands for. */
  requirement: string;
  text: string;
  name: string | undefined;
  /** The release that must be live. */
  upon: string | undefined;
}

async function begin({ run, requirement, text, name, upon }: Unread): Promise<Subject> {
  const spec = readSpecRequirement(text);
  const reading =
    spec.outcome === "understood"
      ? { ...spec, contradictions: [] }
      : await performFor(readRequirement, { requirement: text });
  if (reading.outcome === "refused") throw new RequirementRefusedError(reading.reason);

  const { service, previous, newest } = await reserveService({
    run,
    requirement,
    wanted: name ?? reading.name,
    exact: name !== undefined,
  });
  if (upon !== undefined && previous !== upon)
    throw new OutdatedRunError(
      `The run ${run} was to change ${upon}, and ${previous ?? "nothing"} is live on ${service} now.`,
    );
  const list: ClauseList = {
    title: reading.title,
    clauses: reading.clauses,
    written: spec.outcome === "understood" ? "spec" : "text",
    contradictions: reading.contradictions,
  };
  const clauses = await putArtifact(list);
  await changeRecord(recordKeys.run(run), { clauses, previous, newest });
  return { service, clauses, previous, newest, said: describe(list) };
}

function describe({ clauses, contradictions }: ClauseList): string {
  const remarks = clauses.filter(({ kind }) => kind === "remark").length;
  const parts = [counted(clauses.length - remarks, "clause")];
  if (remarks > 0) parts.push(counted(remarks, "remark"));
  if (contradictions.length > 0) parts.push(counted(contradictions.length, "contradiction"));
  return parts.join(", ");
}

async function goOn(known: Omit<Subject, "said"> & { run: string; requirement: string }): Promise<Subject> {
  const { run, service, previous } = known;
  const { live, newest } = await joinService(known);
  if (live === previous && newest === known.newest)
    return { ...known, said: "goes on with what was read before" };
  throw new OutdatedRunError(
    `The run ${run} builds upon ${previous ?? "nothing"}; since then ${newest ?? "nothing"} went live on ${service}, ` +
      `and ${live ?? "nothing"} is live now. ` +
      "Build it again, as a run of its own.",
  );
}
