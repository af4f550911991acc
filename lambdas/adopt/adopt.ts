import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod";
import { Push } from "../../shared/delivery/push.ts";
import { recordKeys, Service } from "../../shared/runs/run.ts";
import { readSpecRequirement } from "../../shared/spec/requirement.ts";
import { putArtifact } from "../runtime/artifacts.ts";
import type { ClauseList } from "../runtime/clause-list.ts";
import { OutdatedRunError, PushRefusedError } from "../runtime/errors.ts";
import { originOf } from "../runtime/history.ts";
import { changeRecord, getRecord } from "../runtime/records.ts";
import { remoteFromEnvironment } from "../runtime/remote.ts";
import { Repository } from "../runtime/repository.ts";
import { readRun, startRunOfEvent } from "../runtime/runs.ts";
import { joinService } from "../runtime/services.ts";
import { readPush } from "./pushed-tree.ts";

export interface AdoptInput {
  run: string;
  execution: string;
  push?: unknown;
  /** Whether a person has set a run that failed going again. */
  redriven: boolean;
}

/** What the state machine goes on with: digests, and releases by their ids. All null when there is nothing to do. */
interface Adopted {
  adopted: boolean;
  service: string | null;
  requirement: string | null;
  clauses: string | null;
  design: string | null;
  hand: string | null;
  previous: string | null;
  newest: string | null;
}

const nothing: Adopted = {
  adopted: false,
  service: null,
  requirement: null,
  clauses: null,
  design: null,
  hand: null,
  previous: null,
  newest: null,
};

/**
 * Opens the run of a person's push. Its requirement is the `spec.md` that was pushed; the design and the functions by
 * hand come from the repository too. A push that is known already, or that a run has made, changes nothing.
 *
 * @throws PushRefusedError when the push can't become a release, with the reason for whoever pushed
 */
export async function adopt({
  push,
  run,
  execution,
  redriven,
}: AdoptInput): Promise<{ result: { [Key in keyof Adopted]: Adopted[Key] }; said: string }> {
  const parsed = Push.safeParse(push);
  if (!parsed.success) throw new PushRefusedError(`The push does not fit: ${z.prettifyError(parsed.error)}`);
  const { service, commit, by } = parsed.data;
  const standing = await getRecord(recordKeys.service(service), Service);
  if (standing === undefined)
    throw new PushRefusedError(
      `There is no service ${service}. Build it first: a push changes what is there.`,
    );
  const remote = await remoteFromEnvironment(service);
  if (remote === undefined)
    throw new PushRefusedError(`No Git remote is configured, so nothing can have been pushed to ${service}.`);

  const directory = await mkdtemp(join(tmpdir(), "adopt-"));
  try {
    const repository = await Repository.create(directory);
    const head = await repository.fetch(remote);
    const pushed = await repository.commitOf(commit);
    if (pushed !== undefined && (await originOf(service, commit, pushed.message)) !== "by hand")
      return { result: nothing, said: `${commit.slice(0, 12)} was made by a run` };
    if (!(await startRunOfEvent(run, execution, { reopen: redriven })))
      return { result: nothing, said: `the push of ${commit.slice(0, 12)} is known already` };
    // Kept first, so that the name is given back even if this is cut off here.
    await changeRecord(recordKeys.run(run), { service, push: parsed.data });
    const { previous, newest, release } = await readRun(run);
    const joined = await joinService({ run, service, requirement: standing.requirement });
    if (previous !== undefined && (previous !== joined.live || newest !== joined.newest))
      throw new OutdatedRunError(
        `The run ${run} builds upon ${previous ?? "nothing"}, and ${joined.live ?? "nothing"} is live on ${service} now. Push once more.`,
      );
    await changeRecord(recordKeys.run(run), { previous: joined.live, newest: joined.newest });
    if (head !== commit && (head === undefined || head !== release)) {
      throw new PushRefusedError(
        `main of ${service} is at ${head?.slice(0, 12) ?? "nothing"} and not at ${commit.slice(0, 12)} any more: what stands there has a run of its own.`,
      );
    }
    const { spec, design, hand } = await readPush(repository, { service, commit });
    const reading = readSpecRequirement(spec);
    if (reading.outcome === "refused")
      throw new PushRefusedError(
        `spec.md of ${commit.slice(0, 12)} can't be read. Nothing live has changed: mend it and push again.\n${reading.reason}`,
      );
    const list: ClauseList = {
      title: reading.title,
      clauses: reading.clauses,
      written: "spec",
      contradictions: [],
    };
    const requirement = await putArtifact(spec);
    const clauses = await putArtifact(list);
    await changeRecord(recordKeys.run(run), { requirement, clauses });
    const result: Adopted = {
      adopted: true,
      service,
      requirement,
      clauses,
      design: design === undefined ? null : await putArtifact(design),
      hand: hand.length === 0 ? null : await putArtifact(hand),
      previous: joined.live,
      newest: joined.newest,
    };
    return { result, said: `${service}: ${commit.slice(0, 12)}, pushed by ${by}` };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
