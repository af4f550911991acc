import { Choice, type Chosen, type SavedChoice } from "./choice/choice.ts";
import { type Residual, Residuals } from "./residuals.ts";

/** A forecast that was made, of a slot that is yet to come. */
interface Awaited {
  slot: number;
  forecasts: number[];
  said: Chosen;
}

/** What a `Horizon` holds, as JSON. */
export interface SavedHorizon {
  choice: SavedChoice;
  residuals: Residual[];
  awaited: Awaited[];
  /** The slot that was scored last. */
  scoredLast: number | null;
}

/** How many forecasts wait for their value at a time: of long horizons not every slot is forecast. */
const awaitedAtMost = 48;

/** What has been learned of forecasts so many steps ahead: whom to believe, and by how much to be wrong. */
export class Horizon {
  readonly steps: number;
  readonly #every: number;
  readonly #choice: Choice;
  readonly #residuals: Residuals;
  #awaited: Awaited[];
  #scoredLast: number | null;

  constructor({ steps, day, models }: { steps: number; day: number; models: number }, saved?: SavedHorizon) {
    this.steps = steps;
    this.#every = Math.ceil(steps / awaitedAtMost);
    this.#choice = new Choice({ models, day, steps }, saved?.choice);
    this.#residuals = new Residuals(day, saved?.residuals);
    this.#awaited = [...(saved?.awaited ?? [])];
    this.#scoredLast = saved?.scoredLast ?? null;
  }

  /** How many forecasts of the last week have been scored. */
  get scored(): number {
    return this.#residuals.count;
  }

  /** Learns from the slot's value, if it was forecast; a slot without a value is not scored. */
  observe(slot: number, value: number | undefined): void {
    if (this.#awaited[0]?.slot !== slot) return;
    const [awaited] = this.#awaited.splice(0, 1);
    if (awaited === undefined || value === undefined) return;
    const { forecasts, said } = awaited;
    this.#choice.observe(forecasts, said, value, slot - (this.#scoredLast ?? slot));
    this.#residuals.observe({ slot, above: value - said.value });
    this.#scoredLast = slot;
  }

  /** Has to be told of each slot: makes the forecast that is going to be scored, from what the models say. */
  await(slot: number, forecasts: () => number[]): void {
    if (slot % this.#every !== 0) return;
    const all = forecasts();
    const said = this.#choice.choose(all);
    if (said !== undefined) this.#awaited.push({ slot, forecasts: all, said });
  }

  /** The forecast of a slot: its median, or another quantile, never on the median's other side. */
  forecast(slot: number, forecasts: readonly number[], quantile: number): number | undefined {
    const chosen = this.#choice.choose(forecasts)?.value;
    if (chosen === undefined || quantile === 0.5) return chosen;
    const above = this.#residuals.quantile(slot, quantile);
    return chosen + (quantile > 0.5 ? Math.max(0, above) : Math.min(0, above));
  }

  save(): SavedHorizon {
    return {
      choice: this.#choice.save(),
      residuals: this.#residuals.save(),
      awaited: [...this.#awaited],
      scoredLast: this.#scoredLast,
    };
  }
}
