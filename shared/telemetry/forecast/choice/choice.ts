import { Hedge, type SavedHedge } from "./hedge.ts";
import { Rules, type SavedRules } from "./rules.ts";

/** What a `Choice` holds, as JSON. */
export interface SavedChoice {
  rules: SavedRules[];
  hedge: SavedHedge;
}

/** What the choice says of one slot, with what it has to be told again when the slot's value is known. */
export interface Chosen {
  value: number;
  /** What each rule said. */
  rules: number[];
}

/** In how many days what rules know fades. What changes fast needs a short memory, what is noisy a long one. */
const memories = [1, 3, 14];

/**
 * What to believe of many models' forecasts at one horizon: a weighted mean of three rules with three memories each, by
 * their own losses of about a day. No rule is the best for all series, but the one that is for this series is soon known:
 * it is easier to tell nine rules apart than all models.
 */
export class Choice {
  readonly #rules: Rules[];
  readonly #hedge: Hedge;
  readonly #day: number;
  readonly #ahead: number;

  constructor(
    { models, day, steps: ahead }: { models: number; day: number; steps: number },
    saved?: SavedChoice,
  ) {
    this.#rules = memories.map((_, index) => new Rules(models, saved?.rules[index]));
    this.#hedge = new Hedge(memories.length * Rules.count, saved?.hedge);
    this.#day = day;
    this.#ahead = ahead;
  }

  /** Learns from a value that came so many slots after the one before, and from what had been said of it. */
  observe(forecasts: readonly number[], said: Chosen, value: number, slots: number): void {
    this.#hedge.observe(said.rules, value, Math.exp(-slots / (this.#day + this.#ahead)));
    memories.forEach((days, index) => {
      const own = said.rules.slice(index * Rules.count, (index + 1) * Rules.count);
      this.#rules[index]?.observe(forecasts, own, value, Math.exp(-slots / (days * this.#day + this.#ahead)));
    });
  }

  /** Undefined where there is no forecast at all. */
  choose(forecasts: readonly number[]): Chosen | undefined {
    const rules = this.#rules.flatMap((one) => one.say(forecasts));
    const value = this.#hedge.combine(rules);
    return value === undefined ? undefined : { value, rules };
  }

  save(): SavedChoice {
    return { rules: this.#rules.map((one) => one.save()), hedge: this.#hedge.save() };
  }
}
