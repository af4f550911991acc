import { closeSync, openSync, writeSync } from "node:fs";
import type { FunctionError } from "./protocol.ts";

/** A function's output: kept in one file, its embedded metrics handed on. */
export class FunctionLog {
  readonly #file: number;
  readonly #onMetrics: (line: string) => void;
  #partial = "";
  #closed = false;

  constructor(path: string, onMetrics: (line: string) => void) {
    this.#file = openSync(path, "a");
    this.#onMetrics = onMetrics;
  }

  write(chunk: string): void {
    this.#append(chunk);
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("{") && line.includes('"_aws"')) this.#onMetrics(line);
  }

  /** The line that Lambda writes after each invocation. */
  report(requestId: string, milliseconds: number, error: FunctionError | undefined): void {
    if (error) this.#append(`ERROR RequestId: ${requestId} ${JSON.stringify(error)}\n`);
    this.#append(`REPORT RequestId: ${requestId} Duration: ${milliseconds.toFixed(2)} ms\n`);
  }

  close(): void {
    this.#closed = true;
    closeSync(this.#file);
  }

  #append(text: string): void {
    if (!this.#closed) writeSync(this.#file, text);
  }
}
