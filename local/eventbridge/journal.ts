import { closeSync, existsSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from "node:fs";
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

/** The deliveries that are under way, in a file: what was accepted outlives the process. */
export class DeliveryJournal {
  readonly #file: number;
  /** What the process before this one had accepted and not delivered. */
  readonly pending: Delivery[];

  constructor(path: string) {
    this.pending = existsSync(path) ? undelivered(readFileSync(path, "utf8")) : [];
    writeFileSync(
      `${path}.new`,
      this.pending.map((delivery) => `${JSON.stringify({ delivery })}\n`).join(""),
    );
    renameSync(`${path}.new`, path);
    this.#file = openSync(path, "a");
  }

  /** Returns when all are in the file. */
  accept(deliveries: Delivery[]): void {
    const lines = deliveries.map((delivery) => `${JSON.stringify({ delivery })}\n`).join("");
    if (lines !== "") writeSync(this.#file, lines);
  }

  delivered(id: string): void {
    writeSync(this.#file, `${JSON.stringify({ delivered: id })}\n`);
  }

  close(): void {
    closeSync(this.#file);
  }
}

function undelivered(content: string): Delivery[] {
  const pending = new Map<string, Delivery>();
  // What stands after the last line's end was being written when the process died: nobody was told of it.
  for (const line of content.split("\n").slice(0, -1)) {
    const entry = lineSchema.parse(JSON.parse(line));
    if ("delivery" in entry) pending.set(entry.delivery.id, entry.delivery);
    else pending.delete(entry.delivered);
  }
  return [...pending.values()];
}
