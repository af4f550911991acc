import { expect, test } from "vitest";
import { fold } from "../compare.ts";

test.each([
  ["straße", "STRASSE"],
  ["STRAẞE", "strasse"],
  ["ΟΔΟΣ", "οδοσ"],
  ["οδος", "ΟΔΟΣ"],
  ["Ångström", "A\u030angstro\u0308m"],
  ["ﬁn", "FIN"],
  ["İ", "i\u0307"],
  ["ᾳ", "ΑΙ"],
  ["Zoë", "ZOË"],
])("%s and %s are one", (one, other) => {
  expect(fold(one)).toBe(fold(other));
});

test.each([
  ["ı", "i"],
  ["ısı", "isi"],
  ["e", "é"],
  ["o", "ö"],
  ["²", "2"],
  ["ß", "s"],
])("%s and %s are two", (one, other) => {
  expect(fold(one)).not.toBe(fold(other));
});

test("single characters fold together exactly where the runtime's own Unicode data says so", () => {
  const alike = new Map<string, string[]>();
  const faults: string[] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    const character = String.fromCodePoint(code);
    if (!character.isWellFormed() || character.normalize("NFC") !== character) continue;
    const folded = fold(character);
    const cases = [character.toLowerCase(), character.toUpperCase()].filter((other) => other !== character);
    if (cases.length === 0 && folded !== character) faults.push(`${character} has no case`);
    if (fold(folded) !== folded) faults.push(`${character} folds twice`);
    if (cases.length > 0) alike.set(folded, [...(alike.get(folded) ?? []), character]);
    for (const other of cases) {
      if (matches(character, other) && fold(other) !== folded) faults.push(`${character} is not ${other}`);
    }
  }
  for (const [first = "", ...others] of alike.values()) {
    faults.push(...others.filter((other) => !matches(first, other)).map((other) => `${first} is ${other}`));
  }
  expect(faults).toEqual([]);
});

/** Simple case folding, as regular expressions have it. */
function matches(one: string, other: string): boolean {
  return new RegExp(`^\\u{${one.codePointAt(0)?.toString(16)}}$`, "iu").test(other);
}
