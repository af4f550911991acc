import type { ExecutionOutcome } from "./interpreter.ts";
import type { Journal } from "./journal.ts";
import {
  JournalDamage,
  type JournalEnd,
  type JournalLine,
  type JournalRecord,
  type JournalRedrive,
  type JournalStart,
} from "./journal-record.ts";
import { Progress } from "./progress.ts";

export type ExecutionStatus = "RUNNING" | ExecutionOutcome["status"];

/** What ListExecutions tells of an execution; dates in seconds since 1970. */
export interface ExecutionSummary {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate?: number;
  redriveCount: number;
  redriveDate?: number;
}

/** DescribeExecution's answer; dates in seconds since 1970, JSON as text. */
export interface ExecutionDescription extends ExecutionSummary {
  input: string;
  traceHeader?: string;
  output?: string;
  error?: string;
  cause?: string;
  redriveStatus: "REDRIVABLE" | "NOT_REDRIVABLE";
  redriveStatusReason?: string;
}

/** How an execution stands, as its journal tells. */
export interface Standing {
  start: JournalStart;
  end: JournalEnd | undefined;
  /** Whether the listeners know of the end. */
  told: boolean;
  lastEventId: number;
  redrives: number[];
  /** What the last redrive was named by. */
  clientToken: string | undefined;
  /** When its machine's timeout began to run, in milliseconds. */
  timedFrom: number;
  progress: Progress;
}

/** An execution that has not ended: it runs, or it was interrupted. */
export interface OpenExecution extends Standing {
  journal: Journal;
  running: { controller: AbortController; ended: Promise<void> } | undefined;
  /** Why it does not run, for people. */
  interruption: string;
}

const processEnded =
  "The process ended while this execution was running; redrive it to go on from its last checkpoint.";

/** An execution that does not run yet. */
export function openExecution(journal: Journal, standing: Standing): OpenExecution {
  return { ...standing, journal, running: undefined, interruption: processEnded };
}

/** How an execution stands that has only been started. */
export function newStanding(start: JournalStart): Standing {
  return {
    start,
    end: undefined,
    told: false,
    lastEventId: 0,
    redrives: [],
    clientToken: undefined,
    timedFrom: start.at,
    progress: new Progress(),
  };
}

/**
 * Reads how an execution stands; undefined when not even its start was written. Of one that has ended, only the first and
 * the last line are read. Throws JournalDamage.
 */
export function readStanding(journal: Journal): Standing | undefined {
  const ends = journal.ends();
  if (ends === undefined) return undefined;
  const told = ends.last.is("told");
  const last = told ? ends.beforeLast : ends.last;
  const end = last?.is("end") ? last.parse() : undefined;
  if (end?.kind !== "end" || end.lastEventId === undefined || end.redrives === undefined)
    return readWholeStanding(journal);
  const { lastEventId, redrives, clientToken } = end;
  return { ...newStanding(startOf(journal, ends.first)), end, told, lastEventId, redrives, clientToken };
}

/** The same from all lines, with the progress; of events and the main flow's checkpoints only the last is parsed. */
export function readWholeStanding(journal: Journal): Standing | undefined {
  const [first] = journal.lines().take(1);
  if (first === undefined) return undefined;
  const standing = newStanding(startOf(journal, first));
  let event: JournalLine | undefined;
  let checkpoint: JournalLine | undefined;
  for (const line of journal.lines(first.end)) {
    if (line.is("event")) event = line;
    else if (line.isMainCheckpoint()) checkpoint = line;
    else {
      if (checkpoint !== undefined) take(standing, checkpoint.parse());
      checkpoint = undefined;
      take(standing, line.parse());
    }
  }
  for (const line of [checkpoint, event]) if (line !== undefined) take(standing, line.parse());
  return standing;
}

function startOf(journal: Journal, first: JournalLine): JournalStart {
  const start = first.parse();
  if (start.kind === "start") return start;
  throw new JournalDamage(journal.path, "it does not begin with a start");
}

function take(standing: Standing, record: JournalRecord): void {
  switch (record.kind) {
    case "start":
      return;
    case "event":
      standing.lastEventId = record.event.id;
      return;
    case "redrive":
      redrive(standing, record);
      return;
    case "end":
      standing.end = record;
      // A version that did not note this told it all the same.
      standing.told = record.lastEventId === undefined;
      return;
    case "told":
      standing.told = true;
      return;
    default:
      standing.progress.take(record);
  }
}

/** Takes a redrive into account: after an interruption all goes on as it was, after an end the timeouts begin anew. */
export function redrive(standing: Standing, { at, interrupted, clientToken }: JournalRedrive): void {
  standing.redrives.push(at);
  standing.end = undefined;
  if (interrupted) return;
  standing.clientToken = clientToken;
  standing.timedFrom = at;
  standing.progress.redrive();
}

/** What ListExecutions tells. An execution that lost its process shows as ABORTED until it is redriven. */
export function summarize({ start, end, redrives }: Standing, running: boolean): ExecutionSummary {
  const redriveDate = redrives.at(-1);
  return {
    executionArn: start.executionArn,
    stateMachineArn: start.stateMachineArn,
    name: start.name,
    status: end?.status ?? (running ? "RUNNING" : "ABORTED"),
    startDate: start.at / 1000,
    ...(end === undefined ? {} : { stopDate: end.at / 1000 }),
    redriveCount: redrives.length,
    ...(redriveDate === undefined ? {} : { redriveDate: redriveDate / 1000 }),
  };
}

/** DescribeExecution's answer at a time, in milliseconds; `open` is the execution while it has not ended. */
export function describeExecution(
  standing: Standing,
  now: number,
  open?: OpenExecution,
): ExecutionDescription {
  const { start, end } = standing;
  const summary = summarize(standing, open?.running !== undefined);
  const interrupted = open !== undefined && open.running === undefined;
  const { error, cause } =
    end ?? (interrupted ? { error: "States.Interrupted", cause: open.interruption } : {});
  const obstacle = redriveObstacle(standing, now, open);
  return {
    ...summary,
    input: JSON.stringify(start.input),
    ...(start.traceHeader === undefined ? {} : { traceHeader: start.traceHeader }),
    ...(end?.output === undefined ? {} : { output: JSON.stringify(end.output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(obstacle === undefined
      ? { redriveStatus: "REDRIVABLE" }
      : { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason: obstacle.reason }),
  };
}

/** One event to tell of the redrive and one to follow it must have room in a history. */
const mostEvents = 24_998;
const redrivableMilliseconds = 14 * 24 * 60 * 60 * 1000;

const obstacles = {
  running: { why: "it is still running", reason: "Execution is RUNNING and cannot be redriven" },
  succeeded: { why: "it succeeded", reason: "Execution is SUCCEEDED and cannot be redriven" },
  full: {
    why: "its history has no room for more events",
    reason: "Execution history event limit exceeded",
  },
  old: { why: "it ended more than 14 days ago", reason: "Execution redrivable period exceeded" },
};

/** Why an execution can't be redriven, and the service's words for it. One that was interrupted always goes on. */
export function redriveObstacle(
  { end, lastEventId }: Standing,
  now: number,
  open?: OpenExecution,
): { why: string; reason: string } | undefined {
  if (open?.running !== undefined) return obstacles.running;
  if (end === undefined) return undefined;
  if (end.status === "SUCCEEDED") return obstacles.succeeded;
  if (lastEventId > mostEvents) return obstacles.full;
  if (now - end.at > redrivableMilliseconds) return obstacles.old;
  return undefined;
}
