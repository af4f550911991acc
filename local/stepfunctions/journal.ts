import { createHash } from "node:crypto";
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { messageOf } from "../errors.ts";
import { JournalDamage, JournalLine, type JournalRecord } from "./journal-record.ts";

/** A record that could not be written, such as on a full disk; nothing of it is in the journal. */
export class JournalWriteFailure extends Error {
  override readonly name = "JournalWriteFailure";

  constructor(path: string, cause: unknown) {
    const why = messageOf(cause);
    super(`The journal ${path} can't be written: ${why}`, { cause });
  }
}

const newline = 0x0a;
const chunkBytes = 64 * 1024;
const scratch = Buffer.alloc(chunkBytes);
/** No record is near this: the service's values end at 256 KiB, variables at 10 MiB. */
const longestLine = 64 * 1024 * 1024;

/**
 * One execution's append-only file of JSON lines. A line is handed to the operating system before the call returns,
 * so it outlives the process however that ends. Reading takes memory for one line, however long the file is.
 */
export class Journal {
  readonly path: string;
  #file: number | undefined;
  #size = 0;
  #torn = false;

  constructor(path: string) {
    this.path = path;
  }

  /** Writes a record whole, or throws a JournalWriteFailure and leaves the file as it was. */
  append(entry: JournalRecord): void {
    const bytes = Buffer.from(`${JSON.stringify(entry)}\n`);
    try {
      this.#file ??= this.#open();
      if (this.#torn) this.#cut(this.#file);
      this.#torn = true;
      for (let written = 0; written < bytes.length; )
        written += writeSync(this.#file, bytes, written, bytes.length - written);
      this.#torn = false;
      this.#size += bytes.length;
    } catch (cause) {
      try {
        if (this.#file !== undefined && this.#torn) this.#cut(this.#file);
      } catch {
        // The next append, or the next reader, cuts the torn line off.
      }
      throw new JournalWriteFailure(this.path, cause);
    }
  }

  /** The whole lines from an offset on, which must be where a line begins. */
  *lines(from = 0): Generator<JournalLine> {
    using file = this.#read();
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest: Buffer[] = [];
    let length = 0;
    let start = from;
    for (let position = from; ; ) {
      const read = readSync(file.descriptor, chunk, 0, chunkBytes, position);
      if (read === 0) return;
      position += read;
      let begun = 0;
      for (let at = chunk.indexOf(newline); at !== -1 && at < read; at = chunk.indexOf(newline, begun)) {
        const bytes = Buffer.concat([...rest, chunk.subarray(begun, at)]);
        rest = [];
        length = 0;
        const line = new JournalLine(this.path, bytes, start);
        start = line.end;
        begun = at + 1;
        yield line;
      }
      rest.push(Buffer.from(chunk.subarray(begun, read)));
      length += read - begun;
      this.#refuseEndless(length);
    }
  }

  /** The whole lines before an offset, the last one first; without one, from the end. */
  *linesBackward(before?: number): Generator<JournalLine> {
    using file = this.#read();
    const end = before ?? this.#wholeEnd(file.descriptor, fstatSync(file.descriptor).size);
    const chunk = Buffer.allocUnsafe(chunkBytes);
    let rest: Buffer[] = [];
    let length = 0;
    // The newline that ends the last line is left out of every slice.
    for (let position = end - 1; position > 0; ) {
      const from = Math.max(0, position - chunkBytes);
      readSync(file.descriptor, chunk, 0, position - from, from);
      let until = position - from;
      for (let at = lastNewline(chunk, until); at !== -1; at = lastNewline(chunk, until)) {
        const bytes = Buffer.concat([chunk.subarray(at + 1, until), ...rest]);
        rest = [];
        length = 0;
        until = at;
        yield new JournalLine(this.path, bytes, from + at + 1);
      }
      rest.unshift(Buffer.from(chunk.subarray(0, until)));
      length += until;
      this.#refuseEndless(length);
      position = from;
      if (from === 0) yield new JournalLine(this.path, Buffer.concat(rest), 0);
    }
  }

  /** The first whole line and the last two; undefined without any. */
  ends(): { first: JournalLine; last: JournalLine; beforeLast: JournalLine | undefined } | undefined {
    const short = this.#shortEnds();
    if (short !== "long") return short;
    const [first] = this.lines().take(1);
    const [last, beforeLast] = this.linesBackward().take(2);
    return first && last && { first, last, beforeLast };
  }

  /** Most journals fit in one chunk, and a start of the service asks all of them. */
  #shortEnds(): ReturnType<Journal["ends"]> | "long" {
    using file = this.#read();
    const read = readSync(file.descriptor, scratch, 0, chunkBytes, 0);
    if (read === chunkBytes) return "long";
    const end = lastNewline(scratch, read);
    if (end === -1) return undefined;
    const line = (until: number, start = lastNewline(scratch, until) + 1) =>
      new JournalLine(this.path, Buffer.from(scratch.subarray(start, until)), start);
    const last = line(end);
    const beforeLast = last.start === 0 ? undefined : line(last.start - 1);
    return { first: line(scratch.indexOf(newline), 0), last, beforeLast };
  }

  /** Whether a line can begin at the offset. */
  hasLineAt(offset: number): boolean {
    using file = this.#read();
    if (offset === 0) return true;
    const byte = Buffer.alloc(1);
    return readSync(file.descriptor, byte, 0, 1, offset - 1) === 1 && byte[0] === newline;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): number {
    mkdirSync(dirname(this.path), { recursive: true });
    const file = openSync(this.path, "a+");
    const { size } = fstatSync(file);
    this.#size = this.#wholeEnd(file, size);
    this.#torn = this.#size < size;
    return file;
  }

  /** A line that was being written when its process died was acknowledged to nobody. */
  #cut(file: number): void {
    ftruncateSync(file, this.#size);
    this.#torn = false;
  }

  /** Where the last whole line ends. */
  #wholeEnd(file: number, size: number): number {
    const chunk = Buffer.allocUnsafe(chunkBytes);
    for (let position = size; position > 0; ) {
      const from = Math.max(0, position - chunkBytes);
      readSync(file, chunk, 0, position - from, from);
      const at = lastNewline(chunk, position - from);
      if (at !== -1) return from + at + 1;
      position = from;
      this.#refuseEndless(size - position);
    }
    return 0;
  }

  #read(): { descriptor: number; [Symbol.dispose](): void } {
    const descriptor = openSync(this.path, "r");
    return { descriptor, [Symbol.dispose]: () => closeSync(descriptor) };
  }

  #refuseEndless(length: number): void {
    if (length > longestLine)
      throw new JournalDamage(this.path, `it has a line of more than ${longestLine} bytes`);
  }
}

function lastNewline(chunk: Buffer, before: number): number {
  return before === 0 ? -1 : chunk.lastIndexOf(newline, before - 1);
}

/** The journal of an execution of that name. */
export function journalOf(directory: string, machine: string, execution: string): Journal {
  return new Journal(join(directory, fileNameOf(machine), `${fileNameOf(execution)}.jsonl`));
}

/** File systems end a name at 255 bytes; 80 letters of other alphabets are more when they are escaped. */
function fileNameOf(name: string): string {
  const escaped = encodeURIComponent(name);
  return escaped.length <= 240 ? escaped : createHash("sha256").update(name).digest("hex");
}

/** The journals that a directory holds, of all machines. */
export function journalsIn(directory: string): Journal[] {
  mkdirSync(directory, { recursive: true });
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".jsonl"))
    .map((path) => new Journal(join(directory, path)));
}
