import { renameSync } from "node:fs";
import { basename, dirname } from "node:path";
import { messageOf } from "../errors.ts";
import { failureDetails, type HistoryEvent, Recorder } from "./history.ts";
import { type Journal, journalOf, journalsIn } from "./journal.ts";
import { JournalDamage, type JournalEnd, type JournalRedrive, type JournalStart } from "./journal-record.ts";
import {
  type ExecutionSummary,
  newStanding,
  type OpenExecution,
  openExecution,
  readStanding,
  readWholeStanding,
  redrive,
  type Standing,
  summarize,
} from "./recorded-execution.ts";
import { ServiceError } from "./service-error.ts";
import { readTaskToken } from "./task-token.ts";

/** Where an execution's journal is, and what a list shows of it: the rest is read when it is asked for. */
interface Entry {
  folder: string;
  summary: ExecutionSummary;
  open: OpenExecution | undefined;
}

/**
 * The executions whose journals a directory holds. In memory are those that have not ended; of the others only what a
 * list shows. A journal that can't be read is set aside and named, and the others are there.
 */
export class Executions {
  readonly #directory: string;
  readonly #onProblem: (message: string) => void;
  readonly #byArn = new Map<string, Entry>();
  /** In the order of their starts. */
  readonly #inOrder: Entry[] = [];
  #untold: string[] = [];

  constructor(directory: string, onProblem: (message: string) => void) {
    this.#directory = directory;
    this.#onProblem = onProblem;
    for (const journal of journalsIn(directory)) this.#load(journal);
    this.#inOrder.sort((left, right) => left.summary.startDate - right.summary.startDate);
  }

  /** Those that have not ended. */
  *open(): Generator<OpenExecution> {
    for (const { open } of this.#byArn.values()) if (open !== undefined) yield open;
  }

  /** Those that a Task started to wait for, which has ended: it was to stop them when its process died. */
  *orphans(): Generator<OpenExecution> {
    for (const child of this.open()) {
      const { token, waits } = child.start.startedBy ?? {};
      if (token === undefined || !waits) continue;
      const parent = this.#byArn.get(readTaskToken(token)?.executionArn ?? "")?.open;
      if (parent?.running !== undefined) continue;
      if (parent?.progress.visits().some(({ call }) => call === token)) continue;
      yield child;
    }
  }

  /** Those that had ended before anybody was told so, when the directory was opened; given once. */
  untold(): string[] {
    const untold = this.#untold;
    this.#untold = [];
    return untold;
  }

  has(executionArn: string): boolean {
    return this.#byArn.has(executionArn);
  }

  /** How an execution stands, and it itself if it has not ended. Throws ExecutionDoesNotExist. */
  find(executionArn: string): { standing: Standing; journal: Journal; open: OpenExecution | undefined } {
    const { folder, summary, open } = this.#entry(executionArn);
    if (open !== undefined) return { standing: open, journal: open.journal, open };
    const journal = journalOf(this.#directory, folder, summary.name);
    const standing = readStanding(journal);
    if (standing === undefined) throw emptied(journal);
    return { standing, journal, open };
  }

  /** The journal of an execution. Throws ExecutionDoesNotExist. */
  journal(executionArn: string): Journal {
    const { folder, summary, open } = this.#entry(executionArn);
    return open?.journal ?? journalOf(this.#directory, folder, summary.name);
  }

  /** Whether one of the execution's Tasks was given that token. */
  gaveOut(executionArn: string, token: string): boolean {
    return this.journal(executionArn)
      .lines()
      .some((line) => line.is("visit") && line.includes(token));
  }

  /** Writes the start of an execution in a machine's folder. Throws a JournalWriteFailure. */
  add(folder: string, start: JournalStart): OpenExecution {
    const journal = journalOf(this.#directory, folder, start.name);
    try {
      journal.append(start);
    } catch (error) {
      journal.close();
      throw error;
    }
    const open = openExecution(journal, newStanding(start));
    const entry = { folder, summary: summarize(open, true), open };
    this.#byArn.set(start.executionArn, entry);
    this.#inOrder.push(entry);
    return open;
  }

  /** Writes that an execution goes on, and gives it. Throws a JournalWriteFailure, or JournalDamage. */
  redrive(executionArn: string, at: number, clientToken?: string): OpenExecution {
    const entry = this.#entry(executionArn);
    const journal = this.journal(executionArn);
    const standing = readWholeStanding(journal);
    if (standing === undefined) throw emptied(journal);
    const interrupted = standing.end === undefined;
    const record: JournalRedrive = {
      kind: "redrive",
      at,
      interrupted,
      ...(clientToken === undefined ? {} : { clientToken }),
    };
    journal.append(record);
    redrive(standing, record);
    const open = openExecution(journal, standing);
    entry.open = open;
    entry.summary = summarize(open, true);
    return open;
  }

  /** Writes the end of an execution and lets go of it. Throws a JournalWriteFailure. */
  end(open: OpenExecution, outcome: Omit<JournalEnd, "kind">): void {
    const { lastEventId, redrives, clientToken, journal } = open;
    const last = { lastEventId, redrives, ...(clientToken === undefined ? {} : { clientToken }) };
    const end: JournalEnd = { kind: "end", ...outcome, ...last };
    journal.append(end);
    journal.close();
    const entry = this.#entry(open.start.executionArn);
    entry.open = undefined;
    entry.summary = summarize({ ...open, end }, false);
  }

  /** Writes that an execution was stopped which did not run. Throws a JournalWriteFailure. */
  abort(open: OpenExecution, why: { at: number; error?: string; cause?: string }): void {
    const { at, ...details } = why;
    const listener = (event: HistoryEvent) => open.journal.append({ kind: "event", event });
    const recorder = new Recorder(() => at, listener, open.lastEventId);
    open.lastEventId = recorder.append(
      "ExecutionAborted",
      open.lastEventId,
      "executionAbortedEventDetails",
      failureDetails(details),
    );
    this.end(open, { status: "ABORTED", ...why });
  }

  /** Writes that the listeners know of an execution's end. */
  told(executionArn: string): void {
    if (this.#entry(executionArn).open !== undefined) return;
    const journal = this.journal(executionArn);
    journal.append({ kind: "told" });
    journal.close();
  }

  /** Notes that an execution does not run any more although it has not ended; it stands as its journal tells. */
  interrupt(open: OpenExecution, why: string): void {
    open.running = undefined;
    open.interruption = why;
    open.journal.close();
    Object.assign(open, readWholeStanding(open.journal));
    this.#entry(open.start.executionArn).summary = summarize(open, false);
  }

  /** A page of those that fit, the newest first; `next` is where the next page begins. */
  page(
    fits: (summary: ExecutionSummary) => boolean,
    { from, size }: { from: number | undefined; size: number },
  ): { executions: ExecutionSummary[]; next: number | undefined } {
    const executions: ExecutionSummary[] = [];
    for (let index = from ?? this.#inOrder.length - 1; index >= 0; index -= 1) {
      const entry = this.#inOrder[index];
      if (entry === undefined || !fits(entry.summary)) continue;
      if (executions.length === size) return { executions, next: index };
      executions.push(entry.summary);
    }
    return { executions, next: undefined };
  }

  #load(journal: Journal): void {
    try {
      const standing = readStanding(journal);
      if (standing === undefined) return;
      const open = standing.end === undefined ? openExecution(journal, standing) : undefined;
      const folder = decodeURIComponent(basename(dirname(journal.path)));
      const entry = { folder, summary: summarize(standing, false), open };
      this.#byArn.set(standing.start.executionArn, entry);
      if (standing.end !== undefined && !standing.told) this.#untold.push(standing.start.executionArn);
      this.#inOrder.push(entry);
    } catch (error) {
      this.#setAside(journal, messageOf(error));
    }
  }

  #setAside({ path }: Journal, why: string): void {
    const aside = `${path}.damaged`;
    try {
      renameSync(path, aside);
      this.#onProblem(`${why}. It was set aside as ${aside}; its execution is not known any more.`);
    } catch (error) {
      const what = messageOf(error);
      this.#onProblem(`${why}. It can't be moved away either (${what}); its execution is left out.`);
    }
  }

  #entry(executionArn: string): Entry {
    const entry = this.#byArn.get(executionArn);
    if (entry !== undefined) return entry;
    throw new ServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${executionArn}'`);
  }
}

function emptied({ path }: Journal): JournalDamage {
  return new JournalDamage(path, "it is empty now, although it held an execution");
}
