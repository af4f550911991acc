import { type AST, RegExpParser } from "@eslint-community/regexpp";
import { wholePattern } from "../../blueprint/pattern.ts";

/** Where a string matching a pattern can vary: the characters of one position. */
export type Slot = readonly string[];

/** Longest string that samples are made of. */
const LONGEST = 20_000;

const DIGITS = range("0", "9");
const LETTERS = range("a", "z");
const WORD = [...LETTERS, ...DIGITS];

/** What is looked through for characters that have a property of Unicode. */
const tried = [...LETTERS, ...range("A", "Z"), ...DIGITS, ...range(" ", "/"), ..."éßжλ中あ€☀".split("")];

const parser = new RegExpParser();

/**
 * The positions of short strings that match an ECMAScript pattern, or undefined when it uses what is not read here
 * (look-around, back references; properties of Unicode and negated classes are tried on printable characters) or asks
 * for very long ones. Optional parts are left out, unbounded ones appear as often as they must, or once.
 */
export function slotsOf(pattern: string): Slot[] | undefined {
  const whole = wholePattern(pattern);
  if (whole === undefined) return undefined;
  const slots = slotsOfAlternatives(
    parser.parsePattern(pattern, 0, pattern.length, { unicode: whole.unicode }),
  );
  return slots !== undefined && whole.test(stringAt(slots, 0)) ? slots : undefined;
}

/** Repeats the last position that can vary until the least length is reached. */
export function lengthened(slots: readonly Slot[], least = 0): readonly Slot[] {
  const last = slots.at(-1);
  const missing = least - slots.length;
  return last === undefined || missing <= 0 ? slots : [...slots, ...Array<Slot>(missing).fill(last)];
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

/** Of several ways to match, the first. */
function slotsOfAlternatives({ alternatives }: { alternatives: AST.Alternative[] }): Slot[] | undefined {
  const slots: Slot[] = [];
  for (const element of alternatives[0]?.elements ?? []) {
    const more = slotsOfElement(element);
    if (more === undefined || slots.length + more.length > LONGEST) return undefined;
    for (const slot of more) slots.push(slot);
  }
  return slots;
}

function slotsOfElement(element: AST.Element): Slot[] | undefined {
  switch (element.type) {
    case "Group":
    case "CapturingGroup":
      return slotsOfAlternatives(element);
    case "Quantifier":
      return repeated(element);
    case "Assertion":
      return element.kind === "lookahead" || element.kind === "lookbehind" ? undefined : [];
    case "Character":
    case "CharacterSet":
    case "CharacterClass": {
      const slot = charactersOf(element);
      return slot === undefined || slot.length === 0 ? undefined : [slot];
    }
    default:
      return undefined;
  }
}

function repeated({ element, min, max }: AST.Quantifier): Slot[] | undefined {
  const times = min > 0 ? min : max > 1 ? 1 : 0;
  if (times === 0) return [];
  const slots = slotsOfElement(element);
  if (slots === undefined || slots.length * times > LONGEST) return undefined;
  return Array.from({ length: times }, () => slots).flat();
}

function charactersOf(element: AST.Element | AST.CharacterClassElement): Slot | undefined {
  switch (element.type) {
    case "Character":
      return [String.fromCodePoint(element.value)];
    case "CharacterClassRange":
      return range(String.fromCodePoint(element.min.value), String.fromCodePoint(element.max.value));
    case "CharacterClass": {
      const members = element.elements.map(charactersOf);
      if (members.includes(undefined)) return undefined;
      const listed = members.flatMap((member) => member ?? []);
      return element.negate ? range("!", "~").filter((each) => !listed.includes(each)) : listed;
    }
    case "CharacterSet":
      return charactersOfSet(element);
    default:
      return undefined;
  }
}

function charactersOfSet(set: AST.CharacterSet): Slot | undefined {
  switch (set.kind) {
    case "any":
      return WORD;
    case "digit":
      return set.negate ? LETTERS : DIGITS;
    case "word":
      return set.negate ? ["-"] : WORD;
    case "space":
      return set.negate ? WORD : [" "];
    case "property": {
      const isOne = new RegExp(`^${set.raw}$`, "u");
      const some = tried.filter((each) => isOne.test(each));
      return some.length === 0 ? undefined : some;
    }
  }
}

function range(from: string, to: string): string[] {
  const first = from.charCodeAt(0);
  const length = Math.max(0, to.charCodeAt(0) - first + 1);
  return Array.from({ length }, (_, offset) => String.fromCharCode(first + offset));
}
