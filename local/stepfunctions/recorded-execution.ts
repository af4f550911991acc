import type { Checkpoint, ExecutionOutcome } from "./interpreter.ts";
import type { Journal, JournalStart } from "./journal.ts";

export type ExecutionStatus = "RUNNING" | ExecutionOutcome["status"];

/** DescribeExecution's answer; dates in seconds since 1970, JSON as text. */
export interface ExecutionDescription {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: ExecutionStatus;
  startDate: number;
  stopDate?: number;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
  redriveCount: number;
  redriveDate?: number;
  redriveStatus: "REDRIVABLE" | "NOT_REDRIVABLE";
}

/** What is known of one execution; its events stay in its journal. */
export interface ExecutionRecord {
  journal: Journal;
  start: JournalStart;
  end: (ExecutionOutcome & { at: number }) | undefined;
  checkpoint: Checkpoint | undefined;
  lastEventId: number;
  redrives: number[];
  running: { controller: AbortController; ended: Promise<void> } | undefined;
}

const interruption = {
  error: "States.Interrupted",
  cause: "The process ended while this execution was running; redrive it to go on from its last checkpoint.",
};

/** What is known of an execution when it has only been started. */
export function newExecution(journal: Journal, start: JournalStart): ExecutionRecord {
  return {
    journal,
    start,
    end: undefined,
    checkpoint: undefined,
    lastEventId: 0,
    redrives: [],
    running: undefined,
  };
}

/** Reads an execution back from its journal; undefined when not even its start was written. */
export function loadExecution(journal: Journal): ExecutionRecord | undefined {
  let execution: ExecutionRecord | undefined;
  for (const record of journal.readStanding()) {
    if (record.kind === "start") execution = newExecution(journal, record);
    if (execution === undefined) continue;
    switch (record.kind) {
      case "event":
        execution.lastEventId = record.event.id;
        break;
      case "checkpoint":
        execution.checkpoint = record;
        break;
      case "redrive":
        execution.redrives.push(record.at);
        execution.end = undefined;
        break;
      case "end": {
        const { status, at, output, error, cause } = record;
        execution.end = {
          status,
          at,
          ...(output === undefined ? {} : { output }),
          ...(error === undefined ? {} : { error }),
          ...(cause === undefined ? {} : { cause }),
        };
      }
    }
  }
  return execution;
}

/** DescribeExecution's answer. An execution that lost its process shows as ABORTED until it is redriven. */
export function describeExecution({ start, end, running, redrives }: ExecutionRecord): ExecutionDescription {
  const status = end?.status ?? (running === undefined ? "ABORTED" : "RUNNING");
  const { error, cause } = end ?? (running === undefined ? interruption : {});
  const redrivable = running === undefined && status !== "SUCCEEDED";
  const redriveDate = redrives.at(-1);
  return {
    executionArn: start.executionArn,
    stateMachineArn: start.stateMachineArn,
    name: start.name,
    status,
    startDate: start.at / 1000,
    ...(end === undefined ? {} : { stopDate: end.at / 1000 }),
    input: JSON.stringify(start.input),
    ...(end?.output === undefined ? {} : { output: JSON.stringify(end.output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveCount: redrives.length,
    ...(redriveDate === undefined ? {} : { redriveDate: redriveDate / 1000 }),
    redriveStatus: redrivable ? "REDRIVABLE" : "NOT_REDRIVABLE",
  };
}
