import type * as z from "zod";
import type { PolicyChoice } from "../../shared/delivery/policy.ts";
import { type BudgetRequest, freshBudget, limitsOf } from "../../shared/runs/budget.ts";
import type { Author } from "../../shared/runs/rollout.ts";
import { type Failure, finalStatuses, Run, type RunStatus, recordKeys } from "../../shared/runs/run.ts";
import { MissingRecordError, RunClosedError } from "./errors.ts";
import { type Condition, changeRecord, changeRecordIf, createRecord, getRecord } from "./records.ts";
import { leaveService } from "./services.ts";

/**
 * A run's status changes in steps that the table itself compares, so that of two executions that know nothing of each
 * other none can undo what the other has done:
 *
 *   developing -> delivering -> live -> rolled-back (asked for by a person, or harm was seen in its watch)
 *   developing | delivering -> failed;  delivering -> rolled-back
 *   failed -> developing | delivering;  rolled-back -> delivering (redriven)
 */
const from = (...statuses: RunStatus[]): Condition => ({ property: "status", oneOf: statuses });

/** What a run that goes on again loses. */
const ending = ["failure", "endedAt", "question", "harm", "withdrawing"];

export async function readRun(run: string): Promise<Run> {
  const record = await getRecord(recordKeys.run(run), Run);
  if (record !== undefined) return record;
  throw new MissingRecordError(`The run ${run} has no record. Start it through Develop.`);
}

interface Opening {
  /** Digest. */
  requirement?: string;
  budget?: BudgetRequest | undefined;
  policy?: z.infer<typeof PolicyChoice> | undefined;
  author?: Author | undefined;
}

/**
 * Opens a run, or one that failed again, for an execution of Develop.
 *
 * @throws RunClosedError when the run has released something already
 */
export async function startRun(
  run: string,
  execution: string,
  { requirement, budget = {}, policy, author = "person" }: Opening,
): Promise<Run> {
  const startedAt = new Date().toISOString();
  const record: Run = {
    id: run,
    status: "developing",
    execution,
    startedAt,
    requirement,
    budget: freshBudget(budget),
    author,
    ...(policy === undefined ? {} : { policy }),
  };
  if (await createRecord(recordKeys.run(run), record, { kind: "run", at: startedAt })) return record;
  const reopened = await changeRecordIf(
    recordKeys.run(run),
    { status: "developing", execution, requirement, policy },
    { conditions: [from("developing", "failed")], remove: [...ending, "delivery"] },
  );
  if (!reopened) throw await closed(run);
  await renewBudget(run, budget);
  return readRun(run);
}

/**
 * Opens a run that its event names, for the execution that the event started. Says false when another execution has
 * opened it before: the event came twice. `reopen` lets a run that failed go on.
 */
export async function startRunOfEvent(
  run: string,
  execution: string,
  { reopen }: { reopen: boolean },
): Promise<boolean> {
  const known = await getRecord(recordKeys.run(run), Run);
  if (known !== undefined && known.execution !== execution && !reopen) return false;
  await startRun(run, execution, {});
  return true;
}

/** The limits are those of the latest request; what has been spent stays spent. */
async function renewBudget(run: string, asked: BudgetRequest): Promise<void> {
  const key = recordKeys.run(run);
  const unopened = { conditions: [{ property: "budget", absent: true }] } as const;
  if (await changeRecordIf(key, { budget: freshBudget(asked) }, unopened)) return;
  const changes = Object.entries(limitsOf(asked)).map(([property, value]) => [`budget.${property}`, value]);
  await changeRecord(key, Object.fromEntries(changes));
}

/**
 * Hands the run over to Deliver. Says false when a delivery of it has ended already.
 *
 * @throws RunClosedError when the run was closed, or another execution of Develop works on it
 */
export async function announceRun(run: string, execution: string, release: string): Promise<boolean> {
  const announced = await changeRecordIf(
    recordKeys.run(run),
    { status: "delivering", release },
    { conditions: [from("developing", "delivering"), { property: "execution", oneOf: [execution] }] },
  );
  if (announced) return true;
  const { status } = await readRun(run);
  if (status === "live" || status === "rolled-back") return false;
  throw await closed(run);
}

/**
 * Makes an execution of Deliver the one that works on the run. Says false when the run has ended: its event came twice,
 * or too late. `reopen` lets a run that ended without a live release go on.
 */
export async function claimDelivery(
  run: string,
  execution: string,
  { release, reopen }: { release: string; reopen: boolean },
): Promise<boolean> {
  const open: RunStatus[] = ["delivering", ...(reopen ? (["failed", "rolled-back"] as const) : [])];
  const claimed = await changeRecordIf(
    recordKeys.run(run),
    { status: "delivering", delivery: execution, release },
    { conditions: [from(...open)], remove: ending },
  );
  if (!claimed) await readRun(run);
  return claimed;
}

/**
 * Fails unless this execution of Deliver is the one that works on the run.
 *
 * @throws RunClosedError
 */
export async function holdDelivery(run: string, execution: string): Promise<void> {
  const { status, delivery, withdrawing } = await readRun(run);
  const isOpen = (status === "delivering" || status === "live") && withdrawing !== true;
  if (!isOpen || delivery !== execution) throw await closed(run);
}

/** Marks the run of a release that waits for a person's answer. Says false when the run is not this execution's to ask about. */
export function askAbout(run: string, execution: string, question: string): Promise<boolean> {
  const own = { property: "delivery", oneOf: [execution] };
  return changeRecordIf(recordKeys.run(run), { question }, { conditions: [from("delivering"), own] });
}

/** Marks a run whose release is about to be taken back: who changes the data plane for it from here on undoes that. */
export async function beginWithdrawal(run: string): Promise<void> {
  const open = { conditions: [from("developing", "delivering")] };
  await changeRecordIf(recordKeys.run(run), { withdrawing: true }, open);
}

/** Keeps that the judge has found harm in the run's release: whoever cleans up then takes it back, also when it is live. */
export function recordHarm(run: string, harm: string): Promise<void> {
  return changeRecord(recordKeys.run(run), { harm });
}

/** An execution that ends a run: only the one that works on it can. */
export interface Closer {
  machine: "Develop" | "Deliver";
  execution: string;
}

/** Whether the run is open and this execution of Deliver may close it, as `closeRun` asks of the table. */
export function isOpenForDelivery(execution: string, { status, delivery }: Run): boolean {
  const isOpen = status === "developing" || status === "delivering";
  return isOpen && (delivery === undefined || delivery === execution);
}

/** Ends a run that came to nothing. Says false when it is not open, or not this execution's: then nothing changes. */
export async function closeRun(
  run: string,
  { machine, execution }: Closer,
  end: { status: "failed" | "rolled-back"; failure: z.infer<typeof Failure> },
): Promise<boolean> {
  const mine = (property: string): Condition => ({ property, oneOf: [execution], orAbsent: true });
  const own =
    machine === "Deliver"
      ? [mine("delivery")]
      : [{ property: "delivery", absent: true } as const, mine("execution")];
  return close(run, { ...end }, [from("developing", "delivering"), ...own]);
}

/**
 * Ends a run whose release is live.
 *
 * @throws RunClosedError when it ended in another way in between
 */
export async function closeRunAsLive(run: string, execution: string, url: string): Promise<void> {
  const own = { property: "delivery", oneOf: [execution], orAbsent: true };
  if (!(await close(run, { status: "live", url }, [from("delivering", "live"), own])))
    throw await closed(run);
}

/** Marks the run whose live release is taken back. */
export async function closeRunAsRolledBack(run: string, failure: z.infer<typeof Failure>): Promise<boolean> {
  return close(run, { status: "rolled-back", failure }, [from("delivering", "live")]);
}

async function close(run: string, end: Partial<Run>, conditions: readonly Condition[]): Promise<boolean> {
  const key = recordKeys.run(run);
  const done = await changeRecordIf(
    key,
    { ...end, endedAt: new Date().toISOString() },
    { conditions, remove: ["question", "withdrawing"] },
  );
  // Looked up, since an earlier try may have been cut off just here.
  const { status, service } = await readRun(run);
  if (service !== undefined && finalStatuses.includes(status)) await leaveService(service, run);
  return done;
}

async function closed(run: string): Promise<RunClosedError> {
  const { status, execution, delivery } = await readRun(run);
  return new RunClosedError(
    `The run ${run} is ${status}, and the execution ${delivery ?? execution ?? "of nobody"} worked on it last. ` +
      `What failed goes on with "npx aidevos redrive ${run}".`,
  );
}
