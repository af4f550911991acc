/** Where a string matching a pattern can vary: the characters of one position. */
export type Slot = readonly string[];

const DIGITS = range("0", "9");
const WORD = [...range("a", "z"), ...DIGITS];
const CLASSES: Record<string, Slot> = {
  d: DIGITS,
  w: WORD,
  s: [" "],
  D: range("a", "z"),
  W: ["-"],
  S: WORD,
};
const CONTROL: Record<string, string> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };

/**
 * The positions of short strings that match an ECMAScript pattern, or undefined when it uses what is not read here
 * (look-around, back references, negated classes are tried on printable characters). Optional parts are left out where the
 * pattern allows, unbounded ones appear `min` times or once.
 */
export function slotsOf(pattern: string): Slot[] | undefined {
  const reader = new PatternReader(pattern);
  const slots = reader.alternatives();
  if (slots === undefined || !reader.atEnd) return undefined;
  const whole = wholePattern(pattern);
  return whole?.test(slots.map((slot) => slot[0] ?? "").join("")) === true ? slots : undefined;
}

/** The pattern anchored at both ends; undefined when it is no pattern. */
export function wholePattern(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/** The string of that number among those that the slots span; numbers beyond their count start over. */
export function stringAt(slots: readonly Slot[], index: number): string {
  let rest = index;
  const characters: string[] = [];
  for (const slot of slots.toReversed()) {
    characters.push(slot[rest % slot.length] ?? "");
    rest = Math.floor(rest / slot.length);
  }
  return characters.toReversed().join("");
}

class PatternReader {
  #position = 0;
  readonly #pattern: string;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get atEnd(): boolean {
    return this.#position >= this.#pattern.length;
  }

  /** Reads alternatives up to a closing bracket or the end; gives the first that can be read. */
  alternatives(): Slot[] | undefined {
    const first = this.#sequence();
    while (this.#take("|")) this.#sequence();
    return first;
  }

  #sequence(): Slot[] | undefined {
    const slots: Slot[] = [];
    while (!this.atEnd && !"|)".includes(this.#peek())) {
      const atom = this.#atom();
      if (atom === undefined) return undefined;
      const times = this.#times();
      for (let count = 0; count < times; count += 1) slots.push(...atom);
    }
    return slots;
  }

  #atom(): Slot[] | undefined {
    const character = this.#next();
    if (character === "^" || character === "$") return [];
    if (character === "(") return this.#group();
    if (character === "[") return this.#class();
    if (character === ".") return [WORD];
    if (character === "\\") {
      const escaped = this.#next();
      if (escaped === "b") return [];
      const characters = this.#escaped(escaped);
      return characters === undefined ? undefined : [characters];
    }
    return [[character]];
  }

  #group(): Slot[] | undefined {
    if (this.#take("?")) {
      if (this.#take("<") && !"=!".includes(this.#peek())) {
        while (!this.atEnd && this.#next() !== ">");
      } else if (!this.#take(":")) return undefined;
    }
    const slots = this.alternatives();
    return this.#take(")") ? slots : undefined;
  }

  #class(): Slot[] | undefined {
    const negated = this.#take("^");
    const members: string[] = [];
    while (!this.atEnd && this.#peek() !== "]") {
      const characters = this.#member();
      const [from] = characters;
      if (characters.length === 1 && from !== undefined && this.#peek() === "-" && this.#peek(1) !== "]") {
        this.#next();
        const [to] = this.#member();
        members.push(...range(from, to ?? from));
      } else members.push(...characters);
    }
    if (!this.#take("]")) return undefined;
    const allowed = negated ? range("!", "~").filter((each) => !members.includes(each)) : members;
    return allowed.length === 0 ? undefined : [allowed];
  }

  #member(): Slot {
    const character = this.#next();
    return character === "\\" ? (this.#escaped(this.#next()) ?? []) : [character];
  }

  #escaped(escaped: string): Slot | undefined {
    const known = CLASSES[escaped] ?? (CONTROL[escaped] === undefined ? undefined : [CONTROL[escaped]]);
    return known ?? (/[A-Za-z0-9]/.test(escaped) ? undefined : [escaped]);
  }

  /** How often the atom before is repeated. */
  #times(): number {
    const times = this.#quantifier();
    this.#take("?");
    return times;
  }

  #quantifier(): number {
    if (this.#take("?")) return 0;
    if (this.#take("*") || this.#take("+")) return 1;
    const bounds = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#pattern.slice(this.#position));
    if (bounds === null) return 1;
    this.#position += bounds[0].length;
    const least = Number(bounds[1]);
    return least === 0 && bounds[2] !== undefined && bounds[3] !== "0" ? 1 : least;
  }

  #peek(ahead = 0): string {
    return this.#pattern[this.#position + ahead] ?? "";
  }

  #next(): string {
    const character = this.#peek();
    this.#position += 1;
    return character;
  }

  #take(expected: string): boolean {
    if (this.#peek() !== expected) return false;
    this.#position += 1;
    return true;
  }
}

function range(from: string, to: string): string[] {
  const first = from.charCodeAt(0);
  const length = Math.max(0, to.charCodeAt(0) - first + 1);
  return Array.from({ length }, (_, offset) => String.fromCharCode(first + offset));
}
