import { Claim, Improvement, Stop } from "../../shared/improvement/improvement.ts";
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

/** Keeps that an execution of Improve has begun, and gives what is kept: of one that began before, what it began with. */
export async function openImprovement(improvement: Improvement): Promise<Improvement> {
  const { id, startedAt } = improvement;
  await createRecord(recordKeys.improvement(id), improvement, { kind: "improvement", at: startedAt });
  return readImprovement(id);
}

/** Undefined when no execution of that name has begun. */
export function findImprovement(id: string): Promise<Improvement | undefined> {
  return getRecord(recordKeys.improvement(id), Improvement);
}

/** @throws MissingRecordError when no execution of that name has begun */
export async function readImprovement(id: string): Promise<Improvement> {
  const record = await findImprovement(id);
  if (record !== undefined) return record;
  throw new MissingRecordError(`The improvement ${id} has no record. Start it through Improve.`);
}

export function changeImprovement(id: string, changes: Partial<Improvement>): Promise<void> {
  return changeRecord(recordKeys.improvement(id), changes);
}

/** A person's stop that stands, of all services or, where one is named, of this one. */
export async function standingStop(service?: string): Promise<Stop | undefined> {
  const subjects = service === undefined ? [null] : [null, service];
  const stops = await Promise.all(subjects.map((of) => getRecord(recordKeys.stop(of), Stop)));
  return stops.find((stop) => stop?.stopped === true);
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
  if (!claimed) return { outcome: "taken", by: "another execution" };
  if (standing.execution !== null && standing.execution !== execution)
    await closeLost(standing.execution, now);
  return { outcome: "claimed", claim: standing };
}

/** Ends the improvement of an execution that has not come back in all its time. */
async function closeLost(id: string, now: Date): Promise<void> {
  await changeRecordIf(
    recordKeys.improvement(id),
    { status: "failed", text: "its execution never ended by itself", endedAt: now.toISOString() },
    { conditions: [{ property: "status", oneOf: ["open"] }] },
  );
}

export async function readClaim(service: string): Promise<Claim> {
  const claim = await getRecord(recordKeys.claim(service), Claim);
  if (claim !== undefined) return claim;
  throw new MissingRecordError(`Nobody has ever improved ${service}.`);
}

/**
 * Gives the service back, if the execution holds it.
 *
 * @param endedAt when it was looked at last: ISO 8601, UTC; null when it never was
 */
export async function releaseClaim(
  service: string,
  execution: string,
  endedAt: string | null,
): Promise<void> {
  await changeRecordIf(
    recordKeys.claim(service),
    { execution: null, endedAt },
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

/** Most proposals of one service that later ones heed, beside those that a held-out part has answered. */
const archiveLimit = 400;

/**
 * Notes the ids of proposals beside those of the service's archive, so that they are found again. Those that have spent from the service's share of
 * alpha stay for ever: what is forgotten would be spent twice.
 */
export async function listProposals(
  service: string,
  { archive, ids }: { archive: readonly ArchiveEntry[]; ids: readonly string[] },
): Promise<void> {
  const spent = archive.filter(({ heldOut }) => heldOut !== undefined).map(({ proposal }) => proposal.id);
  const others = [...archive.map(({ proposal }) => proposal.id), ...ids].filter((id) => !spent.includes(id));
  const all = [...new Set([...spent, ...[...new Set(others)].slice(-archiveLimit)])];
  await changeRecord(recordKeys.claim(service), { proposals: all });
}

/** All that was proposed for a service, whatever became of it, as far as it is listed. */
export async function archiveOf(service: string): Promise<ArchiveEntry[]> {
  const { proposals } = await readClaim(service);
  const entries = await Promise.all(proposals.map((id) => readProposal(service, id)));
  return entries.filter((entry) => entry !== undefined);
}
