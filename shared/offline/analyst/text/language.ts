const languages: readonly (readonly [string, readonly string[]])[] = [
  [
    "English",
    "the a an and of to in is are be can must should with for it its that each has have on by as or not at from will may shall this which when all only no api list".split(
      " ",
    ),
  ],
  [
    "German",
    "der die das und ist ein eine einen mit für von auf nicht soll sollen muss müssen kann können werden wird sind jede jedes jeder haben hat zu den dem des im als auch oder ich wir".split(
      " ",
    ),
  ],
  [
    "French",
    "le la les et est un une des du avec pour sur dans qui que doit doivent peut peuvent être sont chaque ont ne pas je nous au aux ou par ce cette son ses".split(
      " ",
    ),
  ],
  [
    "Spanish",
    "el la los las y es un una con para por que se debe deben puede pueden ser cada tiene tienen no del al o como su sus lista quiero una de".split(
      " ",
    ),
  ],
  [
    "Italian",
    "il lo la gli le è un una con per che deve devono può possono essere ogni ha hanno non del della di da o come suo sono voglio".split(
      " ",
    ),
  ],
  [
    "Portuguese",
    "os as um uma com para por que deve devem pode podem ser cada tem têm não do da dos das em ou como seu sua quero".split(
      " ",
    ),
  ],
  [
    "Dutch",
    "de het een en is met voor van op niet moet moeten kan kunnen worden wordt zijn elke heeft hebben te dat die ook of ik wij".split(
      " ",
    ),
  ],
];

const scripts: readonly (readonly [string, RegExp])[] = [
  ["Chinese", /\p{Script=Han}/gu],
  ["Japanese", /[\p{Script=Hiragana}\p{Script=Katakana}]/gu],
  ["Korean", /\p{Script=Hangul}/gu],
  ["Russian or another language in Cyrillic", /\p{Script=Cyrillic}/gu],
  ["Arabic", /\p{Script=Arabic}/gu],
  ["Hebrew", /\p{Script=Hebrew}/gu],
  ["Greek", /\p{Script=Greek}/gu],
  ["Hindi or another language in Devanagari", /\p{Script=Devanagari}/gu],
  ["Thai", /\p{Script=Thai}/gu],
];

/** The language other than English that a text seems to be in; undefined when it reads as English, or as nothing. */
export function foreignLanguage(text: string): string | undefined {
  const bare = text.replace(/`[^`\n]*`|"[^"\n]*"/g, " ");
  const letters = bare.match(/\p{L}/gu)?.length ?? 0;
  for (const [name, script] of [...scripts].reverse()) {
    const share = (bare.match(script)?.length ?? 0) / Math.max(1, letters);
    if (share > 0.4 || (name === "Japanese" && share > 0.15)) return name;
  }
  const words = bare.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const score = (list: readonly string[]) =>
    [...new Set(list)].reduce((sum, word) => sum + (counts.get(word) ?? 0), 0);
  const scored = languages.map(([name, list]) => [name, score(list)] as const);
  const english = scored[0]?.[1] ?? 0;
  const best = scored.slice(1).reduce((a, b) => (b[1] > a[1] ? b : a));
  const enough = best[1] >= 2 && best[1] / Math.max(1, words.length) > 0.12;
  return enough && best[1] > english * 1.5 ? best[0] : undefined;
}
