import { edgesOf } from "./edges.ts";
import type { JsonSchema } from "./openapi.ts";

/** Where a value is said: of a call by a key of its own, or anywhere. */
export interface Place {
  call: unknown;
  name: string;
  schema: JsonSchema;
}

interface Card {
  value: unknown;
  /** Whether a call with it was refused before: it is tried once more, since something else may have been the cause. */
  wasRefused: boolean;
}

interface Drawn {
  cards: Card[];
  card: Card;
}

/** What is left to be tried of the values that code trips over, for each place: none is left to chance, none tried for ever. */
export class EdgeDeck {
  readonly #places = new Map<unknown, Map<string, Card[]>>();
  #drawn: Drawn[] = [];

  /** How many values are left to be tried at a place. */
  left(place: Place): number {
    return this.#cards(place).length;
  }

  /** The next value to be tried at a place; undefined when all were. */
  draw(place: Place): { value: unknown } | undefined {
    const cards = this.#cards(place);
    const card = cards.shift();
    if (card === undefined) return undefined;
    this.#drawn.push({ cards, card });
    return { value: card.value };
  }

  /** What has become of the call with the values that were drawn since. */
  learn(isRefused: boolean): void {
    for (const { cards, card } of this.#drawn)
      if (isRefused && !card.wasRefused) cards.push({ ...card, wasRefused: true });
    this.#drawn = [];
  }

  #cards({ call, name, schema }: Place): Card[] {
    const places = this.#places.get(call) ?? new Map<string, Card[]>();
    this.#places.set(call, places);
    const cards = places.get(name) ?? edgesOf(schema).map((value) => ({ value, wasRefused: false }));
    places.set(name, cards);
    return cards;
  }
}
