import { Claim, Improvement } from "../../shared/improvement/improvement.ts";
import {
  ImprovementChoice,
  type ImprovementPolicy,
  improvementPolicyOf,
} from "../../shared/improvement/policy.ts";
import { ArchiveEntry } from "../../shared/improvement/proposal.ts";
import { recordKeys } from "../../shared/runs/run.ts";
import { environmentVariable } from "./environment.ts";
import { MissingRecordError } from "./errors.ts";
import { changeRecord, changeRecordIf, createRecord, getRecord } from "./records.ts";

/** Milliseconds after which a claim ends by itself: longer than an execution of Improve may last. */
const claimLimit = 3 * 86_400_000;

/** How the deployment has services improved. */
export function improvementPolicy(): ImprovementPolicy {
  return improvementPolicyOf(ImprovementChoice.parse(JSON.parse(environmentVariable("IMPROVEMENT_POLICY"))));
}

/** Keeps that an execution of Improve has begun; again, nothing changes. */
export async function openImprovement(improvement: Improvement): Promise<void> {
  const { id, startedAt } = improvement;
  await createRecord(recordKeys.improvement(id), improvement, { kind: "improvement", at: startedAt });
}

/** @throws MissingRecordError when no execution of that name has begun */
export async function readImprovement(id: string): Promise<Improvement> {
  const record = await getRecord(recordKeys.improvement(id), Improvement);
  if (record !== undefined) return record;
  throw new MissingRecordError(`The improvement ${id} has no record. Start it through Improve.`);
}

export function changeImprovement(id: string, changes: Partial<Improvement>): Promise<void> {
  return changeRecord(recordKeys.improvement(id), changes);
}

/** Makes an execution the one that improves a service; says who does when it is another. */
export async function claimService(
  service: string,
  execution: string,
  now: Date,
): Promise<{ outcome: "claimed"; claim: Claim } | { outcome: "taken"; by: string }> {
  const key = recordKeys.claim(service);
  const until = new Date(now.getTime() + claimLimit).toISOString();
  await createRecord(key, {
    execution: null,
    until: now.toISOString(),
    endedAt: null,
    proposals: [],
  } satisfies Claim);
  const standing = await readClaim(service);
  const isFree =
    standing.execution === null || standing.execution === execution || standing.until < now.toISOString();
  if (!isFree) return { outcome: "taken", by: standing.execution ?? "nobody" };
  // Whoever holds it as it was read: of two that read the same, the table lets one through.
  const claimed = await changeRecordIf(
    key,
    { execution, until },
    { conditions: [{ property: "until", oneOf: [standing.until] }] },
  );
  return claimed ? { outcome: "claimed", claim: standing } : { outcome: "taken", by: "another execution" };
}

export async function readClaim(service: string): Promise<Claim> {
  const claim = await getRecord(recordKeys.claim(service), Claim);
  if (claim !== undefined) return claim;
  throw new MissingRecordError(`Nobody has ever improved ${service}.`);
}

/** Gives the service back, if the execution holds it. */
export async function releaseClaim(service: string, execution: string, now: Date): Promise<void> {
  await changeRecordIf(
    recordKeys.claim(service),
    { execution: null, endedAt: now.toISOString() },
    { conditions: [{ property: "execution", oneOf: [execution] }] },
  );
}

/** What became of a proposal so far; undefined when it never was made. */
export function readProposal(service: string, id: string): Promise<ArchiveEntry | undefined> {
  return getRecord(recordKeys.proposal(service, id), ArchiveEntry);
}

/** @throws MissingRecordError when it was never registered: nothing is tried that has no hypothesis */
export async function registeredProposal(service: string, id: string): Promise<ArchiveEntry> {
  const entry = await readProposal(service, id);
  if (entry !== undefined) return entry;
  throw new MissingRecordError(`${service} has no proposal ${id}: what is tried is registered first.`);
}

/** Registers a proposal with its hypothesis; one that is there stays as it is. */
export async function registerProposal(entry: ArchiveEntry): Promise<void> {
  const { proposal } = entry;
  await createRecord(recordKeys.proposal(proposal.service, proposal.id), entry, {
    kind: "proposal",
    at: entry.at,
  });
}

/** Keeps what became of a proposal. The archive keeps those that came to nothing too. */
export function changeProposal(service: string, id: string, changes: Partial<ArchiveEntry>): Promise<void> {
  return changeRecord(recordKeys.proposal(service, id), { ...changes, at: new Date().toISOString() });
}

/** Most proposals of one service that later ones heed; those whose answer was spent from the service's share of alpha stay. */
const archiveLimit = 400;

/** Notes the ids of a service's proposals, so that they are found again. */
export async function listProposals(service: string, ids: readonly string[]): Promise<void> {
  const { proposals } = await readClaim(service);
  const all = [...new Set([...proposals, ...ids])].slice(-archiveLimit);
  await changeRecord(recordKeys.claim(service), { proposals: all });
}

/** All that was proposed for a service, whatever became of it: the last 200. */
export async function archiveOf(service: string): Promise<ArchiveEntry[]> {
  const { proposals } = await readClaim(service);
  const entries = await Promise.all(proposals.map((id) => readProposal(service, id)));
  return entries.filter((entry) => entry !== undefined);
}
