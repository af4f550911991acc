/** How many points that are no alarm by themselves end an incident. */
const quiet = 30;
/** How much more surprising than an incident's worst so far a point must be to alarm again: ten times as unlikely. */
const worse = 1;

/** What goes on as an incident: whoever is on call hears of it once, and again where it gets much worse. */
export class Incident {
  #left: number;
  #worst: number;

  constructor({ left, worst }: { left: number; worst: number } = { left: 0, worst: 0 }) {
    this.#left = left;
    this.#worst = worst;
  }

  /** Whether a point of such a surprise is to be told of, given from which surprise on a point is an alarm. */
  tells(surprise: number, alarm: number): boolean {
    const goesOn = this.#left > 0;
    if (surprise >= alarm) this.#left = quiet;
    else this.#left = Math.max(0, this.#left - 1);
    if (goesOn && surprise <= this.#worst + worse) return false;
    if (surprise >= alarm) this.#worst = surprise;
    return true;
  }

  toJSON(): { left: number; worst: number } {
    return { left: this.#left, worst: this.#worst };
  }
}
