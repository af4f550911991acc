import type { Meter } from "../../shared/delivery/evidence.ts";
import { messageOf } from "../problem.ts";
import type { Meters } from "./meters.ts";

/** Milliseconds between two tellings. */
const interval = 10_000;

interface TellingOptions {
  meters: Meters;
  /** Writes what was counted: what is told can't be lost any more, so what is told next is not less. */
  write: () => void;
  /** Brings the totals to where those of all objects are summed up. */
  tell: (at: number, meters: Meter[]) => Promise<void>;
}

/** Tells what an object has counted, at most every ten seconds and only when there is something: no call waits for it. */
export class Telling {
  readonly #options: TellingOptions;
  #due: ReturnType<typeof setTimeout> | undefined;
  #last = 0;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: TellingOptions) {
    this.#options = options;
  }

  /** Something has been counted. What can't be told is told with what is counted next. */
  soon(): void {
    this.#due ??= setTimeout(
      () => void this.now().catch((error) => console.error(`Counts are told later: ${messageOf(error)}`)),
      Math.max(0, this.#last + interval - Date.now()),
    );
  }

  /** Resolves when all that has been counted so far is told; one telling comes after the other. */
  now(): Promise<void> {
    const turn = this.#turn.then(() => this.#tell());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #tell(): Promise<void> {
    const { meters, write, tell } = this.#options;
    if (this.#due !== undefined) clearTimeout(this.#due);
    this.#due = undefined;
    this.#last = Date.now();
    write();
    const untold = meters.takeUntold();
    if (untold.length === 0) return;
    try {
      await tell(this.#last, untold);
    } catch (error) {
      meters.putBack(untold);
      throw error;
    }
  }
}
