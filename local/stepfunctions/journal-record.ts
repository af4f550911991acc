import { z } from "zod";
import type { HistoryEvent } from "./history.ts";
import { jsonValue, progressEntries } from "./progress.ts";

const started = z.object({
  kind: z.literal("start"),
  executionArn: z.string(),
  stateMachineArn: z.string(),
  name: z.string(),
  input: jsonValue,
  at: z.number(),
  traceHeader: z.string().exactOptional(),
  /** The digest of the definition that it keeps. */
  definition: z.string().exactOptional(),
  /** The Task that started it, by the token of its call, and whether that waits for its end. */
  startedBy: z.object({ token: z.string(), waits: z.boolean() }).exactOptional(),
});
const redriven = z.object({
  kind: z.literal("redrive"),
  at: z.number(),
  /** True for an execution that had not ended: its process had. */
  interrupted: z.boolean().default(false),
  /** What the caller named this redrive by. */
  clientToken: z.string().exactOptional(),
});
const ended = z.object({
  kind: z.literal("end"),
  status: z.enum(["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]),
  output: jsonValue.exactOptional(),
  error: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  at: z.number(),
  /** What DescribeExecution says of an ended execution beside this, so that nobody has to read the lines between. */
  lastEventId: z.number().exactOptional(),
  redrives: z.array(z.number()).exactOptional(),
  clientToken: z.string().exactOptional(),
});
const told = z.object({ kind: z.literal("told") });
const event = z.object({
  kind: z.literal("event"),
  event: z.custom<HistoryEvent>(
    (value) => z.looseObject({ id: z.number(), type: z.string() }).safeParse(value).success,
  ),
});
const record = z.discriminatedUnion("kind", [started, redriven, ended, told, event, ...progressEntries]);

export type JournalStart = z.infer<typeof started>;
export type JournalRedrive = z.infer<typeof redriven>;
export type JournalEnd = z.infer<typeof ended>;
/** One line of an execution's journal; times in milliseconds since 1970. */
export type JournalRecord = z.infer<typeof record>;

/** A line of a journal that has not been parsed: most readers want only some kinds, and events are the most. */
export class JournalLine {
  readonly #bytes: Buffer;
  /** Where the line begins in its file, and where the next one does. */
  readonly start: number;
  readonly end: number;
  readonly #path: string;

  constructor(path: string, bytes: Buffer, start: number) {
    this.#path = path;
    this.#bytes = bytes;
    this.start = start;
    this.end = start + bytes.length + 1;
  }

  /** Whether the line is of that kind, told by how it begins. */
  is(kind: JournalRecord["kind"]): boolean {
    return this.#begins(`{"kind":"${kind}"`);
  }

  includes(text: string): boolean {
    return this.#bytes.includes(text);
  }

  /** Whether the line is a checkpoint of the execution's own flow, before which nothing of its progress matters. */
  isMainCheckpoint(): boolean {
    return this.#begins('{"kind":"checkpoint","flow":[],');
  }

  /** The record. Throws JournalDamage when the line is none. */
  parse(): JournalRecord {
    let value: unknown;
    try {
      value = JSON.parse(this.#bytes.toString("utf8"));
    } catch {
      throw new JournalDamage(this.#path, `the line at byte ${this.start} is not JSON`);
    }
    const parsed = record.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new JournalDamage(this.#path, `the line at byte ${this.start} is no record of an execution`);
  }

  #begins(prefix: string): boolean {
    return this.#bytes.subarray(0, prefix.length).equals(Buffer.from(prefix));
  }
}

/** A journal that can't be read: its bytes are not what was written. */
export class JournalDamage extends Error {
  override readonly name = "JournalDamage";

  constructor(path: string, what: string) {
    super(`The journal ${path} is damaged: ${what}`);
  }
}
