import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import * as z from "zod";
import type { JsonObject } from "../stepfunctions/json.ts";

/** One event on its way to one target of one rule. */
export interface Delivery {
  /** Unique; the same for the same event and target. */
  id: string;
  rule: string;
  target: string;
  event: JsonObject;
}

const lineSchema = z.union([
  z.object({
    delivery: z.object({
      id: z.string(),
      rule: z.string(),
      target: z.string(),
      event: z.record(z.string(), z.json()),
    }),
  }),
  z.object({ delivered: z.string() }),
]);

export interface JournalOptions {
  path: string;
  /** Told of a file that is damaged and where what can't be read of it is kept. */
  onWarning: (message: string) => void;
  /** Appends to an open file; gives how many bytes it has written. */
  write?: (file: number, bytes: Uint8Array) => number;
}

/** The deliveries that are under way, in a file: what was accepted outlives the process. */
export class DeliveryJournal {
  readonly #file: number;
  readonly #write: (file: number, bytes: Uint8Array) => number;
  /** A write was cut short: what comes next must not be taken for the rest of its line. */
  #torn = false;
  /** What the process before this one had accepted and not delivered. */
  readonly pending: Delivery[];

  constructor({ path, onWarning, write = (file, bytes) => writeSync(file, bytes) }: JournalOptions) {
    this.#write = write;
    const { pending, damaged } = existsSync(path)
      ? read(readFileSync(path, "utf8"))
      : { pending: [], damaged: [] };
    this.pending = pending;
    if (damaged.length > 0) {
      appendFileSync(`${path}.damaged`, damaged.map((line) => `${line}\n`).join(""));
      onWarning(
        `${path} is damaged: ${damaged.length} of its lines can't be read. They are kept in ${path}.damaged; an event in them is not delivered. The rest goes on.`,
      );
    }
    writeFileSync(
      `${path}.new`,
      this.pending.map((delivery) => `${JSON.stringify({ delivery })}\n`).join(""),
    );
    renameSync(`${path}.new`, path);
    this.#file = openSync(path, "a");
  }

  /**
   * Returns when all are in the file.
   *
   * @throws the system's error when they can't be written, on a full disk say
   */
  accept(deliveries: Delivery[]): void {
    this.#append(deliveries.map((delivery) => `${JSON.stringify({ delivery })}\n`).join(""));
  }

  /** @throws as `accept` does; the delivery is repeated by the next process then */
  delivered(id: string): void {
    this.#append(`${JSON.stringify({ delivered: id })}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }

  #append(lines: string): void {
    if (lines === "") return;
    const text = this.#torn ? `\n${lines}` : lines;
    this.#torn = true;
    for (let rest = Buffer.from(text); rest.length > 0; ) rest = rest.subarray(this.#write(this.#file, rest));
    this.#torn = false;
  }
}

function read(content: string): { pending: Delivery[]; damaged: string[] } {
  const pending = new Map<string, Delivery>();
  const damaged: string[] = [];
  // What stands after the last line's end was being written when the process died: nobody was told of it.
  for (const line of content.split("\n").slice(0, -1)) {
    if (line === "") continue;
    const entry = parse(line);
    if (entry === undefined) damaged.push(line);
    else if ("delivery" in entry) pending.set(entry.delivery.id, entry.delivery);
    else pending.delete(entry.delivered);
  }
  return { pending: [...pending.values()], damaged };
}

function parse(line: string): z.infer<typeof lineSchema> | undefined {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
