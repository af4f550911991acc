import { mirrorLimits } from "../service-host/mirror.ts";
import { headersOfCopy } from "../trace-headers.ts";
import type { RecordedRequest, Trace } from "./trace.ts";

/** Requests are written at most so late, in milliseconds. */
const writeInterval = 1_000;

/** Most bytes of bodies in one trace; so many in memory are written at once; with so many that can't be, it ends. */
const bytesLimit = { trace: 64 * 1024 * 1024, soon: 2 * 1024 * 1024, memory: mirrorLimits.bytes };

/** What a recording does with what it has. */
interface RecordingOptions {
  /** Keeps the trace as it is now, and requests that are new, in one step. */
  write: (trace: Trace, requests: readonly RecordedRequest[]) => void;
  /** Notes whether requests have been taken that are not written. */
  note: (isUnwritten: boolean) => void;
  now?: () => number;
}

interface Entry {
  method: string;
  url: string;
  /** Read when they are written: the caller is answered by then. */
  headers: Headers;
  body: Uint8Array | null;
  /** Known once it was answered. */
  answer: { status: number | null; isRecorded: boolean } | undefined;
}

/** An answer, and whether it is the host's own since the live release gave none. */
interface Given {
  answer: Response;
  isOwn: boolean;
}

/**
 * Records callers' requests in the order in which the live release is given them. They are kept in memory and written
 * after they were answered, always as far as all before them are: what is written is a whole trace at any time, if a
 * short one. So a crash only ends it, which a note of what is unwritten tells from an object's being put to sleep.
 */
export class Recording {
  readonly trace: Trace;
  readonly #options: RecordingOptions;
  #entries: Entry[] = [];
  #taken: number;
  #bytes = 0;
  #isClosed = false;
  #writing: ReturnType<typeof setTimeout> | undefined;

  constructor(trace: Trace, options: RecordingOptions) {
    this.trace = trace;
    this.#options = options;
    this.#taken = trace.recorded;
  }

  /** Whether a request that comes now may be recorded. */
  get isOpen(): boolean {
    const { now = Date.now } = this.#options;
    if (now() >= this.trace.startedAt + this.trace.seconds * 1_000) this.#isClosed = true;
    return !this.#isClosed;
  }

  /** Gives a request to the live release, and keeps it. */
  async record(request: Request, ask: (request: Request) => Promise<Given>): Promise<Given> {
    const { method, url, headers } = request;
    // The router has read it already, so this waits for nothing, and its place is that in which the release gets it.
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
    const entry = this.#enter({ method, url, headers, body, answer: undefined });
    const asked = body === null ? request : new Request(url, { method, headers, body, redirect: "manual" });
    const given = await ask(asked);
    if (entry !== undefined) this.#answered(entry, given);
    return given;
  }

  /** Writes what has been answered; the trace is whole when no more comes and nothing is open. */
  write(): void {
    this.#stopWaiting();
    if (this.trace.isWhole) return;
    const first = this.#entries.findIndex(({ answer }) => answer === undefined);
    const answered = this.#entries.splice(0, first === -1 ? this.#entries.length : first);
    const requests = answered.flatMap(recordedOf);
    const isWhole = !this.isOpen && this.#entries.length === 0;
    if (answered.length === 0 && !isWhole) return;
    const bytes = sizeOf(answered);
    this.#bytes -= bytes;
    Object.assign(this.trace, {
      recorded: this.trace.recorded + requests.length,
      bytes: this.trace.bytes + bytes,
      isWhole,
    });
    this.#options.write(this.trace, requests);
    if (this.#entries.length === 0) this.#options.note(false);
  }

  /** Takes no more. Requests that are not answered yet are still waited for. */
  close(): void {
    this.#isClosed = true;
    this.#writeSoon(writeInterval);
  }

  /** Ends it at once, as far as it has come. */
  end(): void {
    this.#isClosed = true;
    const open = this.#entries.findIndex(({ answer }) => answer === undefined);
    if (open !== -1) this.#entries.splice(open);
    this.write();
  }

  /** Forgets it: nothing is written any more. */
  forget(): void {
    this.#stopWaiting();
    this.#isClosed = true;
    this.#entries = [];
    this.trace.isWhole = true;
  }

  #enter(entry: Entry): Entry | undefined {
    if (!this.isOpen) return undefined;
    const bytes = entry.body?.byteLength ?? 0;
    if (bytes > mirrorLimits.body) {
      this.#drop(mayWrite(entry));
      return undefined;
    }
    if (
      this.#bytes + bytes > bytesLimit.memory ||
      this.trace.bytes + this.#bytes + bytes > bytesLimit.trace
    ) {
      this.close();
      return undefined;
    }
    if (this.#entries.length === 0) this.#options.note(true);
    this.#entries.push(entry);
    this.#taken++;
    this.#bytes += bytes;
    if (this.#taken >= this.trace.requests) this.#isClosed = true;
    return entry;
  }

  #answered(entry: Entry, { answer, isOwn }: Given): void {
    const place = this.#entries.indexOf(entry);
    if (place === -1) return;
    const isSocket = answer.status === 101;
    const isStream = isSocket || isEvents(answer.headers);
    entry.answer = { status: isOwn ? null : answer.status, isRecorded: !isStream };
    if (isStream) {
      // What came after it may hang on what it has changed, or changes while it lasts.
      if (isSocket || mayWrite(entry)) this.#entries.splice(place + 1);
      this.#drop(isSocket || mayWrite(entry));
      this.#taken--;
    }
    this.#writeSoon(this.#bytes > bytesLimit.soon ? 0 : writeInterval);
  }

  /** A request is not recorded. Where it may write, what comes after it could not be replayed: no more is taken. */
  #drop(mayWrite: boolean): void {
    this.trace.dropped++;
    if (mayWrite) this.close();
  }

  #writeSoon(interval: number): void {
    if (interval === 0) this.#stopWaiting();
    this.#writing ??= setTimeout(() => this.write(), interval);
  }

  #stopWaiting(): void {
    if (this.#writing !== undefined) clearTimeout(this.#writing);
    this.#writing = undefined;
  }
}

function recordedOf({ method, url, headers, body, answer }: Entry): RecordedRequest[] {
  if (answer?.isRecorded !== true) return [];
  return [{ request: { method, url, headers: headersOfCopy(headers), body }, status: answer.status }];
}

function sizeOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { body }) => sum + (body?.byteLength ?? 0), 0);
}

function mayWrite({ method }: Entry): boolean {
  return method !== "GET" && method !== "HEAD";
}

function isEvents(headers: Headers): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") === true;
}
