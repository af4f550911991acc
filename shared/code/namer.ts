/** Gives each thing a name of its own: the one wanted, or the first of it with an ending that is free. */
export class Namer {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set(taken);
  }

  /** Compares without case, as file systems and SQLite do. */
  name(wanted: string, ending: string): string {
    let name = wanted;
    for (let count = 2; this.#taken.has(name.toLowerCase()); count++) {
      name = count === 2 ? `${wanted}${ending}` : `${wanted}${ending}${count}`;
    }
    this.#taken.add(name.toLowerCase());
    return name;
  }
}
