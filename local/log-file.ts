import { closeSync, openSync, writeSync } from "node:fs";
import { messageOf } from "./errors.ts";

/** A file that output is appended to. A disk that is full costs output, and nothing else: it is said once. */
export class LogFile {
  readonly #path: string;
  readonly #onError: (message: string) => void;
  #file: number | undefined;
  #failing = false;

  constructor(path: string, onError: (message: string) => void) {
    this.#path = path;
    this.#onError = onError;
    this.#file = openSync(path, "a");
  }

  write(text: string | Uint8Array): void {
    if (this.#file === undefined) return;
    try {
      if (typeof text === "string") writeSync(this.#file, text);
      else writeSync(this.#file, text);
      this.#failing = false;
    } catch (reason) {
      if (!this.#failing)
        this.#onError(`${this.#path} can't be written, so output is lost: ${messageOf(reason)}`);
      this.#failing = true;
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
