const irregular: readonly (readonly [string, string])[] = [
  ["person", "people"],
  ["child", "children"],
  ["man", "men"],
  ["woman", "women"],
  ["foot", "feet"],
  ["tooth", "teeth"],
  ["goose", "geese"],
  ["mouse", "mice"],
  ["ox", "oxen"],
  ["leaf", "leaves"],
  ["shelf", "shelves"],
  ["knife", "knives"],
  ["wife", "wives"],
  ["life", "lives"],
  ["loaf", "loaves"],
  ["wolf", "wolves"],
  ["half", "halves"],
  ["movie", "movies"],
  ["cookie", "cookies"],
  ["criterion", "criteria"],
  ["datum", "data"],
  ["index", "indexes"],
  ["menu", "menus"],
  ["quiz", "quizzes"],
  ["hero", "heroes"],
  ["potato", "potatoes"],
  ["tomato", "tomatoes"],
  ["echo", "echoes"],
  ["pie", "pies"],
  ["tie", "ties"],
  ["shoe", "shoes"],
  ["axis", "axes"],
  ["house", "houses"],
  ["course", "courses"],
  ["horse", "horses"],
  ["nurse", "nurses"],
  ["purse", "purses"],
  ["case", "cases"],
  ["base", "bases"],
  ["phase", "phases"],
  ["phrase", "phrases"],
  ["expense", "expenses"],
  ["license", "licenses"],
  ["response", "responses"],
  ["exercise", "exercises"],
  ["purchase", "purchases"],
  ["database", "databases"],
  ["release", "releases"],
  ["lease", "leases"],
  ["warehouse", "warehouses"],
  ["greenhouse", "greenhouses"],
  ["size", "sizes"],
  ["prize", "prizes"],
  ["cache", "caches"],
  ["cactus", "cacti"],
  ["series", "series"],
  ["species", "species"],
  ["sheep", "sheep"],
  ["fish", "fish"],
  ["equipment", "equipment"],
  ["news", "news"],
  ["aircraft", "aircraft"],
];
const toPlural = new Map(irregular);
const toSingular = new Map(irregular.map(([one, many]) => [many, one] as const));
/** Words that end in s and are one thing. */
const singularInS =
  /(?:ss|us|is|ics|canvas|atlas|lens|alias|bias)$|^(?:gas|bus|always|this|plus|has|was|yes|its|as)$/;

/** The plural of an English noun; of a phrase, its last word is changed. */
export function pluralOf(noun: string): string {
  const [head, last] = splitLast(noun);
  return head + (toPlural.get(last) ?? regularPlural(last));
}

/** The singular of an English noun; a word that is no plural comes back as it is. */
export function singularOf(noun: string): string {
  const [head, last] = splitLast(noun);
  return head + (toSingular.get(last) ?? regularSingular(last));
}

/** Whether a word reads as a plural. */
export function isPlural(noun: string): boolean {
  const [, last] = splitLast(noun);
  return singularOf(last) !== last || toSingular.get(last) === last;
}

function splitLast(noun: string): [string, string] {
  const parts = /^(.*[^a-z])?([a-z]+)$/.exec(noun);
  return [parts?.[1] ?? "", parts?.[2] ?? noun];
}

function regularPlural(word: string): string {
  if (/(?:s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}

function regularSingular(word: string): string {
  if (word.length < 4 && !/^(?:pcs|ids|ups|ads|cds|tvs|cvs)$/.test(word)) return word;
  if (toPlural.has(word) || singularInS.test(word)) {
    return /(?:sses|uses)$/.test(word) ? word.slice(0, -2) : word;
  }
  if (
    /(?:buses|statuses|viruses|bonuses|campuses|addresses|classes|glasses|dresses|losses|passes|bosses|processes|businesses|aliases|lenses)$/.test(
      word,
    )
  ) {
    return word.slice(0, -2);
  }
  if (/(?:x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return word.endsWith("s") ? word.slice(0, -1) : word;
}
