import type { LogFile } from "../log-file.ts";
import type { FunctionError } from "./protocol.ts";

/** A function's output: kept in one file, its embedded metrics handed on. */
export class FunctionLog {
  readonly #file: LogFile;
  readonly #onMetrics: (line: string) => void;
  #partial = "";

  constructor(file: LogFile, onMetrics: (line: string) => void) {
    this.#file = file;
    this.#onMetrics = onMetrics;
  }

  write(chunk: string): void {
    this.#file.write(chunk);
    const lines = (this.#partial + chunk).split("\n");
    this.#partial = lines.pop() ?? "";
    for (const line of lines) if (line.startsWith("{") && line.includes('"_aws"')) this.#onMetrics(line);
  }

  /** The line that Lambda writes after each invocation. */
  report(requestId: string, milliseconds: number, error: FunctionError | undefined): void {
    if (error) this.#file.write(`ERROR RequestId: ${requestId} ${JSON.stringify(error)}\n`);
    this.#file.write(`REPORT RequestId: ${requestId} Duration: ${milliseconds.toFixed(2)} ms\n`);
  }

  close(): void {
    this.#file.close();
  }
}
