/** What a `Past` holds, as JSON: null is a slot without a measurement, the oldest comes first. */
export interface SavedPast {
  next: number;
  values: (number | null)[];
}

/**
 * The last measurements of a series, by slot of its sampling interval. It holds `capacity` slots and forgets older ones;
 * a slot without a measurement takes one too.
 */
export class Past {
  readonly #values: (number | null)[];
  readonly #capacity: number;
  #next: number;

  constructor(capacity: number, saved: SavedPast = { next: 0, values: [] }) {
    this.#capacity = capacity;
    this.#next = saved.next;
    this.#values = new Array<number | null>(capacity).fill(null);
    saved.values.forEach((value, index) => {
      this.#values[(saved.next - saved.values.length + index) % capacity] = value;
    });
  }

  /** The slot that comes next, so how many there have been. */
  get next(): number {
    return this.#next;
  }

  push(value: number | undefined): void {
    this.#values[this.#next % this.#capacity] = value ?? null;
    this.#next += 1;
  }

  /** What was measured in the slot; undefined where nothing was, where it is forgotten, or where it is yet to come. */
  at(slot: number): number | undefined {
    if (slot < Math.max(0, this.#next - this.#capacity) || slot >= this.#next) return undefined;
    return this.#values[slot % this.#capacity] ?? undefined;
  }

  /** The newest slots with a measurement, the newest first, as many as there are up to the count. */
  measured(count: number): number[] {
    const slots: number[] = [];
    const oldest = Math.max(0, this.#next - this.#capacity);
    for (let slot = this.#next - 1; slot >= oldest && slots.length < count; slot -= 1) {
      if (this.at(slot) !== undefined) slots.push(slot);
    }
    return slots;
  }

  /** What was measured last; undefined before the first measurement. */
  last(): number | undefined {
    const [slot] = this.measured(1);
    return slot === undefined ? undefined : this.at(slot);
  }

  /** The newest measurement that lies a whole number of periods, at least one, before the slot. */
  season(slot: number, period: number): number | undefined {
    const oldest = Math.max(0, this.#next - this.#capacity);
    for (let earlier = slot - period; earlier >= oldest; earlier -= period) {
      const value = this.at(earlier);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  save(): SavedPast {
    const held = Math.min(this.#next, this.#capacity);
    const values = Array.from({ length: held }, (_, index) => this.at(this.#next - held + index) ?? null);
    return { next: this.#next, values };
  }
}
