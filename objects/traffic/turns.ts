import type { DocumentedCall } from "./openapi.ts";

/** Counts how often a value was asked for at each place of each call. */
export class Turns {
  readonly #turns = new Map<DocumentedCall, Map<string, number>>();

  /** How often it was asked for before. */
  next(call: DocumentedCall, name: string): number {
    const turns = this.#turns.get(call) ?? new Map<string, number>();
    const turn = turns.get(name) ?? 0;
    turns.set(name, turn + 1);
    this.#turns.set(call, turns);
    return turn;
  }
}
