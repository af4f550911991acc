/** Something that a clause says, or that follows from what it says (`implied`, which any clause may overrule). */
export type Fact<Value> = { readonly value: Value; readonly clause: number; readonly implied: boolean };

/** Two clauses that cannot both hold, as they were read. */
export type Conflict = {
  readonly about: string;
  readonly clauses: readonly [number, number];
  readonly aspect: string;
};

/** What is known of one subject, aspect by aspect; a second, different word on an aspect is a conflict. */
export class Facts<Aspects extends object> {
  readonly #known: { [Aspect in keyof Aspects]?: Fact<Aspects[Aspect]> } = {};
  readonly #subject: () => string;
  readonly #conflicts: Conflict[];

  constructor(subject: () => string, conflicts: Conflict[]) {
    this.#subject = subject;
    this.#conflicts = conflicts;
  }

  get<Aspect extends keyof Aspects>(aspect: Aspect): Aspects[Aspect] | undefined {
    return this.#known[aspect]?.value;
  }

  fact<Aspect extends keyof Aspects>(aspect: Aspect): Fact<Aspects[Aspect]> | undefined {
    return this.#known[aspect];
  }

  /** Whether a clause said it, rather than it being implied. */
  said(aspect: keyof Aspects): boolean {
    return this.#known[aspect]?.implied === false;
  }

  /** Remembers what a clause says; a contradiction of an earlier clause is noted and the earlier one stays. */
  set<Aspect extends keyof Aspects>(aspect: Aspect, value: Aspects[Aspect], clause: number): void {
    const known = this.#known[aspect];
    if (known === undefined || known.implied) this.#known[aspect] = { value, clause, implied: false };
    else if (JSON.stringify(known.value) !== JSON.stringify(value)) {
      this.#conflicts.push({
        about: `${this.#subject()}: ${String(aspect)} ${show(known.value)} and ${show(value)}`,
        clauses: [known.clause, clause],
        aspect: String(aspect),
      });
    }
  }

  /** Replaces whatever was said: for a word that makes an earlier one narrower. */
  refine<Aspect extends keyof Aspects>(aspect: Aspect, value: Aspects[Aspect], clause: number): void {
    this.#known[aspect] = { value, clause, implied: false };
  }

  protected assign(other: Facts<Aspects>): void {
    Object.assign(this.#known, other.#known);
  }

  /** Remembers what follows from the text; it yields to anything said. */
  imply<Aspect extends keyof Aspects>(aspect: Aspect, value: Aspects[Aspect], clause: number): void {
    this.#known[aspect] ??= { value, clause, implied: true };
  }
}

function show(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
