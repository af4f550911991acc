import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, truncateSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { HistoryEvent } from "./history.ts";
import type { Json } from "./json.ts";

// What JSON.parse gave is JSON; it only has to be there.
const json = z.custom<Json>((value) => value !== undefined);
const started = z.object({
  kind: z.literal("start"),
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  input: json,
  at: z.number(),
});
const checkpoint = z.object({
  kind: z.literal("checkpoint"),
  state: z.string(),
  input: json,
  variables: z.record(z.string(), json),
  lastEventId: z.number(),
});
const redriven = z.object({ kind: z.literal("redrive"), at: z.number() });
const ended = z.object({
  kind: z.literal("end"),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  output: json.optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  at: z.number(),
});
const event = z.object({
  kind: z.literal("event"),
  event: z.custom<HistoryEvent>(
    (value) => z.looseObject({ id: z.number(), type: z.string() }).safeParse(value).success,
  ),
});
const record = z.discriminatedUnion("kind", [started, checkpoint, redriven, ended, event]);

const eventPrefix = '{"kind":"event"';
const checkpointPrefix = '{"kind":"checkpoint"';

export type JournalStart = z.infer<typeof started>;
export type JournalCheckpoint = z.infer<typeof checkpoint>;
export type JournalEnd = z.infer<typeof ended>;
/** One line of an execution's journal; times in milliseconds since 1970. */
export type JournalRecord = z.infer<typeof record>;

/**
 * One execution's append-only file of JSON lines. A line is handed to the operating system before the call returns,
 * so it outlives the process however that ends.
 */
export class Journal {
  readonly path: string;
  #file: number | undefined;

  constructor(path: string) {
    this.path = path;
  }

  append(entry: JournalRecord): void {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.path), { recursive: true });
      this.#file = openSync(this.path, "a");
    }
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
  }

  /** All records. */
  read(): JournalRecord[] {
    return this.#lines().map((line) => this.#parse(line));
  }

  /** The records that say how the execution stands: of the events and the checkpoints only the last one. */
  readStanding(): JournalRecord[] {
    const lines = this.#lines();
    const lastOf = (prefix: string) => lines.findLastIndex((line) => line.startsWith(prefix));
    const last = new Set([lastOf(eventPrefix), lastOf(checkpointPrefix)]);
    return lines
      .filter(
        (line, index) =>
          last.has(index) || !(line.startsWith(eventPrefix) || line.startsWith(checkpointPrefix)),
      )
      .map((line) => this.#parse(line));
  }

  /** The whole lines. A last line that was torn when the process died is cut off the file. */
  #lines(): string[] {
    const text = readFileSync(this.path, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole.length < text.length) truncateSync(this.path, Buffer.byteLength(whole));
    return whole.split("\n").slice(0, -1);
  }

  #parse(line: string): JournalRecord {
    const parsed = record.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    throw new Error(
      `The journal ${this.path} has a line that is no record; move the file away to go on: ${line}`,
    );
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}

/** The journal of an execution of that name. */
export function journalOf(directory: string, machine: string, execution: string): Journal {
  return new Journal(join(directory, encodeURIComponent(machine), `${encodeURIComponent(execution)}.jsonl`));
}

/** The journals that a directory holds, of all machines. */
export function journalsIn(directory: string): Journal[] {
  mkdirSync(directory, { recursive: true });
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".jsonl"))
    .map((path) => new Journal(join(directory, path)));
}
