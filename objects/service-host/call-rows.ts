import { type MeteredFacet, type Rows, rowsByCall } from "../metered-code.ts";
import { messageOf } from "../problem.ts";
import { within } from "../within.ts";

/** Calls whose rows are not known yet, before the facet is asked at once. */
const waitingLimit = 1_000;

/** Milliseconds that a facet has to tell its rows: what it does not tell then is lost. */
const tellingLimit = 1_000;

interface Call {
  /** What is to be done with its rows, once it has been counted. */
  count?: (rows: Rows) => void;
  /** Told before the call was counted. */
  rows?: Rows;
}

/**
 * Learns what calls of one facet have read and written, of many at a time: no call waits for it, and no answer is
 * copied to carry it.
 */
export class CallRows {
  #facet: MeteredFacet;
  readonly #calls = new Map<string, Call>();
  #counted = 0;
  #collecting: Promise<void> | undefined;

  constructor(facet: MeteredFacet) {
    this.#facet = facet;
  }

  /** The facet was started anew: calls go to it by another stub. */
  restarted(facet: MeteredFacet): void {
    this.#facet = facet;
  }

  /** A call begins, whose request has this id. */
  begin(id: string): void {
    this.#calls.set(id, {});
  }

  /** It has been counted; its rows are still to come. */
  counted(id: string, count: (rows: Rows) => void): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (call.rows !== undefined) {
      this.#calls.delete(id);
      count(call.rows);
      return;
    }
    call.count = count;
    this.#counted++;
    if (this.#counted >= waitingLimit) void this.collect();
  }

  /** Resolves when the rows of all calls that have been counted so far are known, or lost with their facet. */
  collect(): Promise<void> {
    if (this.#counted === 0) return this.#collecting ?? Promise.resolve();
    const before = this.#collecting ?? Promise.resolve();
    const collecting = before
      .then(() => this.#collect())
      .finally(() => {
        if (this.#collecting === collecting) this.#collecting = undefined;
      });
    this.#collecting = collecting;
    return collecting;
  }

  async #collect(): Promise<void> {
    if (this.#counted === 0) return;
    const due = [...this.#calls].filter(([, { count }]) => count !== undefined);
    this.#counted = 0;
    try {
      for (const [id, rows] of await within(tellingLimit, rowsByCall(this.#facet))) this.#tell(id, rows);
    } catch (error) {
      console.error(`The rows of ${due.length} calls are lost: ${messageOf(error)}`);
    }
    for (const [id] of due) this.#calls.delete(id);
  }

  #tell(id: string, rows: Rows): void {
    const call = this.#calls.get(id);
    if (call === undefined) return;
    if (call.count === undefined) {
      call.rows = rows;
      return;
    }
    this.#calls.delete(id);
    call.count(rows);
  }
}
