import type { Understanding } from "./facts/understanding.ts";
import { typeHints } from "./lexicon/field-types.ts";
import { joiningActs } from "./lexicon/joining-acts.ts";
import { actors, apiNouns, genericThings, neutral, phraseEnds } from "./lexicon/words.ts";
import { massNounOf } from "./mass-nouns.ts";
import { thingOfLine } from "./rules/code-lines.ts";
import { operationOf } from "./rules/operation-words.ts";
import { segmentsOf } from "./rules/routes.ts";
import { nameKey, wordsOf } from "./text/names.ts";
import { isPlural, singularOf } from "./text/plurals.ts";
import type { Segment } from "./text/segments.ts";
import type { Token } from "./text/tokens.ts";

type Candidate = { readonly words: readonly string[]; weight: number; sure: boolean };

/** From this weight on, the text has made it plain that a thing is to be kept. */
const plain = 10;

/** Collects the things that a text speaks of, with how strongly each piece of evidence speaks for it. */
class Candidates {
  readonly found = new Map<string, Candidate>();
  /** Who does what to which things, as in "members borrow books": the two and what joins them. */
  readonly joined: string[][] = [];

  add(words: readonly string[], weight: number, allowActor = false): void {
    const cleaned = words.filter(
      (word) =>
        !/^(?:new|existing|many|several|multiple|few|various|different|other|single|simple|small|own|whole|more|available|all|own|stored|given|following|certain|particular|individual|full|complete|little|basic|personal|my|our|your|two|three|created)$/.test(
          word,
        ),
    );
    const head = cleaned.at(-1);
    if (cleaned.some((word) => /^(?:most|least|recently|newly|lately|very|too|much)$/.test(word))) return;
    if (head === undefined || head.length < 2 || cleaned.length > 3 || /\d/.test(head)) return;
    const singular = singularOf(head);
    if (singular === "page" && cleaned.length === 1 && weight < plain) return;
    if (
      !allowActor &&
      actors.has(head) &&
      !/^(?:users?|persons?|people|teams?|developers?|visitors?|owners?|managers?|teachers?)$/.test(head)
    )
      return;
    if (
      apiNouns.has(head) &&
      !genericThings.has(singular) &&
      !(weight >= plain && /^(?:tools?|sites?|websites?)$/.test(head)) &&
      !/^(?:messages?|pages?|collections?|characters?|words?|lines?|texts?|features?|changes?|types?|requirements?|rules?|cases?|parts?|statuses|resources?|models?|lists?|results?|goals?|inventor(?:y|ies))$/.test(
        head,
      )
    )
      return;
    if (
      neutral.has(head) &&
      !genericThings.has(singular) &&
      !/^(?:users?|people|person|teams?|details?|fields?|options?|clients?|values?)$/.test(head)
    )
      return;
    const key = nameKey([...cleaned.slice(0, -1), singular].join(" "));
    const known = this.found.get(key);
    if (known === undefined)
      this.found.set(key, { words: [...cleaned.slice(0, -1), singular], weight, sure: weight >= plain });
    else known.weight += weight;
  }
}

function wordAt(tokens: readonly Token[], at: number): string {
  const token = tokens[at];
  return token === undefined || token.kind !== "word" ? "" : token.word;
}

const determiner =
  /^(?:a|an|the|each|every|all|any|one|my|our|their|your|its|no|some|another|this|that|these|those|new|existing|many|several|multiple|single|individual|whole|entire)$/;

/** The noun phrase that ends right before a position. */
function nounsBefore(tokens: readonly Token[], end: number): string[] {
  const words: string[] = [];
  for (let at = end - 1; at >= 0 && words.length < 3; at -= 1) {
    const word = wordAt(tokens, at);
    if (
      word === "" ||
      determiner.test(word) ||
      phraseEnds.has(word) ||
      (operationOf(word) !== undefined &&
        !(words.length === 0 && /ing$/.test(word) && /^(?:a|an|each|every)$/.test(wordAt(tokens, at - 1)))) ||
      /^(?:of|in|for|also)$/.test(word) ||
      (neutral.has(word) && !genericThings.has(singularOf(word)) && !actors.has(word))
    )
      break;
    words.unshift(word);
  }
  return words;
}

/** The noun phrase that starts at a position, after determiners. */
function nounsAfter(tokens: readonly Token[], start: number): { words: string[]; end: number } {
  let at = start;
  while (determiner.test(wordAt(tokens, at))) at += 1;
  const words: string[] = [];
  for (; words.length < 3; at += 1) {
    const word = wordAt(tokens, at);
    if (
      word === "" ||
      phraseEnds.has(word) ||
      determiner.test(word) ||
      (neutral.has(word) && !genericThings.has(singularOf(word)))
    )
      break;
    if (words.length > 0 && operationOf(word) !== undefined) break;
    words.push(word);
  }
  return { words, end: at };
}

/** "Collectors have doubles!" tells of the world, not of what is kept: bare plurals, and nothing more. */
function isAside(tokens: readonly Token[], verb: number, before: string): boolean {
  const after = tokens.slice(verb + 1).filter((token) => token.word !== "!" && token.word !== ".");
  return (
    before === "" &&
    after.length === 1 &&
    after[0]?.kind === "word" &&
    !after[0].code &&
    typeHints([after[0].word, singularOf(after[0].word)]).length === 0 &&
    typeHints([singularOf(after[0].word)]).length === 0 &&
    !/^(?:names|titles|dates|fields)$/.test(after[0].word)
  );
}

/** What is worked out for each of something, which need not be a thing that is kept. */
const aggregate =
  /^(?:average|averages|mean|median|sum|total|totals|statistics|stats|report|count|counts|percentage)$/;

/** "Every Friday" says how often. */
const timeUnit =
  /^(?:time|day|week|month|year|hour|minute|morning|evening|night|weekend|term|season|quarter|now|once|other|(?:mon|tues|wednes|thurs|fri|satur|sun)day|change|update|request|call)s?$/;

const limitWord = /^(?:at|to|no|up|been|between|exactly|not|more|less|fewer|only|\d+|a-limit)$/;

function scanSentence(tokens: readonly Token[], found: Candidates, examples: ReadonlySet<string>): void {
  let depth = 0;
  const opener = tokens.findIndex((token) => /^[=:]$/.test(token.word) && token.kind === "mark");
  const named = opener > 0 && opener < 4 && tokens[0]?.code !== true ? nounsAfter(tokens, 0) : undefined;
  if (
    named !== undefined &&
    named.end === opener &&
    tokens.slice(opener).some((token) => /^(?:,|and)$/.test(token.word))
  )
    found.add(named.words, tokens[opener]?.word === "=" ? plain : 8);
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) continue;
    if (token.word === "(") depth += 1;
    if (token.word === ")") depth -= 1;
    if (token.kind === "path") scanPath(token.text, found, examples);
    const word = wordAt(tokens, at);
    if (word === "") continue;
    if (
      /^(?:has|have|consists|consist|contains|contain|includes|include|carries|carry|comprises)$/.test(
        word,
      ) &&
      !limitWord.test(tokens[at + 1]?.word ?? "")
    ) {
      let end = at;
      while (/^(?:must|shall|should|may|can|will|also|always|each|which|that)$/.test(wordAt(tokens, end - 1)))
        end -= 1;
      const nouns = nounsBefore(tokens, end);
      const before = wordAt(tokens, end - nouns.length - 1);
      if (
        nouns.length > 0 &&
        (/^(?:a|an|each|every|all|any|one)$/.test(before) ||
          isPlural(nouns.at(-1) ?? "") ||
          (before === "the" && nouns.length < 3)) &&
        !(typeHints(nouns).length > 0 && before === "the")
      )
        found.add(nouns, isAside(tokens, at, before) ? 3 : plain, true);
    }
    if (
      word === "with" &&
      /^(?:a|an|its|the|title|name|their|optional|at|some|fields)$/.test(wordAt(tokens, at + 1))
    ) {
      const nouns = nounsBefore(tokens, at);
      const before = wordAt(tokens, at - nouns.length - 1);
      if (nouns.length > 0 && (isPlural(nouns.at(-1) ?? "") || /^(?:a|an|each|every|new)$/.test(before)))
        found.add(nouns, 6);
    }
    if (
      /^(?:each|all|every)$/.test(word) &&
      /^(?:with|has|have|having)$/.test(wordAt(tokens, at + 1)) &&
      tokens[at - 1]?.word === ","
    )
      found.add(nounsBefore(tokens, at - 1), 8);
    if (/^(?:about|of|for)$/.test(word) && /^(?:a|an|each|every|any)$/.test(wordAt(tokens, at + 1))) {
      const { words, end } = nounsAfter(tokens, at + 2);
      const comma = tokens[end]?.word === "," ? end + 1 : end;
      if (
        /^(?:we|i|you|they)$/.test(wordAt(tokens, comma)) &&
        /^(?:know|keep|record|store|save|note|register|remember|hold|collect)$/.test(
          wordAt(tokens, comma + 1),
        )
      )
        found.add(words, plain, true);
    }
    const figures = tokens.some((one) => aggregate.test(one.word));
    if (/^(?:each|every)$/.test(word) && !figures && !timeUnit.test(wordAt(tokens, at + 1)))
      found.add(nounsAfter(tokens, at + 1).words, 5, true);
    if (
      word === "for" &&
      !figures &&
      /^(?:each|every|tracking|managing|keeping|storing|recording|organising|organizing|collecting|cataloguing|cataloging|listing|maintaining|handling)$/.test(
        wordAt(tokens, at + 1),
      )
    ) {
      found.add(
        nounsAfter(tokens, at + 2).words,
        /^(?:each|every)$/.test(wordAt(tokens, at + 1)) ? plain : 7,
        true,
      );
    }
    if (
      /^(?:track|tracks|tracking|manage|manages|managing|store|stores|storing|keep|keeps|keeping|record|records|recording|maintain|maintains|collect|collects|organise|organize|hold|holds|lends?|sells?|catalogues?|catalogs?)$/.test(
        word,
      )
    ) {
      let next = at + 1;
      while (
        /^(?:track|of|a|the|an|list|collection|catalogue|set|our|my|their|record|inventory|register|for|information|about|data)$/.test(
          wordAt(tokens, next),
        )
      )
        next += 1;
      const { words } = nounsAfter(tokens, next);
      if (words.length > 0 && isPlural(words.at(-1) ?? "")) found.add(words, 5);
    }
    if (operationOf(word) !== undefined && !token.code) {
      let next = at + 1;
      while (
        /^(?:,|and|or|\/)$/.test(tokens[next]?.word ?? "") ||
        operationOf(wordAt(tokens, next)) !== undefined ||
        /^(?:all|list|of|details|new)$/.test(wordAt(tokens, next))
      )
        next += 1;
      const { words } = nounsAfter(tokens, next);
      if (words.length > 0 && typeHints(words).length === 0)
        found.add(words, determiner.test(wordAt(tokens, next)) || isPlural(words.at(-1) ?? "") ? 4 : 1);
    }
    const act = joiningActs[word];
    if (act !== undefined && !token.code) {
      const who = nounsBefore(tokens, at);
      const what = nounsAfter(tokens, at + 1).words;
      if (isPlural(who.at(-1) ?? "") && isPlural(what.at(-1) ?? "") && found.joined.length === 0) {
        found.joined.push(
          [...who.slice(0, -1), singularOf(who.at(-1) ?? "")],
          [...what.slice(0, -1), singularOf(what.at(-1) ?? "")],
          [act],
        );
      }
    }
    if (/^(?:belongs|belong)$/.test(word)) {
      const subject = nounsBefore(tokens, at);
      found.add(
        subject,
        isPlural(subject.at(-1) ?? "") ||
          /^(?:a|an|each|every)$/.test(wordAt(tokens, at - subject.length - 1))
          ? plain
          : 8,
        true,
      );
      const to = wordAt(tokens, at + 1) === "to" ? at + 2 : at + 1;
      found.add(
        nounsAfter(tokens, to).words.filter((one) => one !== "exactly"),
        8,
        true,
      );
    }
    if (
      /^(?:lists?|catalogue|catalog|collection|inventory|register|registry|directory|library|set|database|log|diary|record|archive)$/.test(
        word,
      ) &&
      depth <= 0 &&
      wordAt(tokens, at + 1) === "of"
    ) {
      const { words } = nounsAfter(tokens, at + 2);
      const said = tokens
        .slice(0, at)
        .some((one) => /^(?:with|has|have|having|includes|contains)$/.test(one.word));
      if (isPlural(words.at(-1) ?? "")) found.add(words, said ? 1 : 5);
    }
  }
}

function scanPath(path: string, found: Candidates, examples: ReadonlySet<string>): void {
  const segments = segmentsOf(path, examples).filter(
    (segment) => segment.parameter || !/^(?:api|rest|v\d+)$/.test(segment.name),
  );
  segments.forEach((segment, index) => {
    if (segment.parameter) return;
    const words = wordsOf(segment.name);
    const afterItem = segments[index - 1]?.parameter === true;
    const action = afterItem && !isPlural(words.at(-1) ?? "") && segments[index + 1] === undefined;
    if (words.length > 0 && !action && !/^(?:search|health|stats|login|logout)$/.test(segment.name))
      found.add(words, 20, true);
  });
}

const titleNoise =
  /^(?:build|keep|track|keeping|shopping|packing|reading|watching|make|create|write|design|develop|implement|want|need|please|me|us|i|we|a|an|the|simple|small|tiny|little|basic|minimal|rest|restful|json|http|api|apis|service|services|microservice|server|backend|app|application|system|crud|web|for|to|that|which|specification|spec|requirements|requirement|tracker|manager|management|tracking|list|lists|catalogue|catalog|inventory|register|registry|directory|database|store|collection|log|diary|keeper|book-keeping|keeps|lets|some|my|our|of|resource|endpoint|endpoints|crud-api|would|like|d|personal|new|online|organiser|organizer|library|shop|overview|v1|v2|1|0|kind|sort|model|data|entity|box|just|me|board|planner|journal|managing|storing|keeping|recording)$/;

/** The thing that a title names: what is left when the words for a service are taken away. */
export function titleThing(tokens: readonly Token[]): string[] {
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "mark" && !/^[-#*]$/.test(token.word)) break;
    if (token.kind !== "word") continue;
    if (
      words.length > 0 &&
      (phraseEnds.has(token.word) || /^(?:in|at|on|with|by|and|of|for)$/.test(token.word))
    )
      break;
    if (
      titleNoise.test(token.word) ||
      (neutral.has(token.word) && !genericThings.has(singularOf(token.word)))
    ) {
      if (
        words.length > 0 &&
        !/list|tracker|manager|api|service|catalogue|catalog|inventory|app|management|library|tracking/.test(
          token.word,
        )
      )
        break;
      continue;
    }
    words.push(token.word);
    if (words.length === 3) break;
  }
  return words;
}

/** Finds the things that a text wants kept and lets the understanding know them. */
export function findEntities(
  segments: readonly Segment[],
  tokens: readonly (readonly Token[])[],
  known: Understanding,
): void {
  const found = new Candidates();
  let sketched = false;
  segments.forEach((segment, index) => {
    const own = tokens[index] ?? [];
    const thing =
      segment.kind === "code" && segments[index + 1]?.kind === "code" ? thingOfLine(segment.text) : undefined;
    if (thing !== undefined) found.add(wordsOf(thing), plain, true);
    sketched = segment.kind === "code" && (thing !== undefined || sketched);
    if (sketched && !own.some((token) => token.kind === "path")) return;
    if (segment.kind === "heading" && segment.depth > 1) scanHeading(own, found);
    scanSentence(own, found, known.exampleKeys);
    const next = segments[index + 1];
    if (/:$/.test(segment.text) && next?.kind === "item") {
      const { words } = nounsAfter(own, 0);
      if (
        words.length > 0 &&
        words.length === own.filter((token) => token.kind === "word" && !determiner.test(token.word)).length
      )
        found.add(words, plain, true);
    }
  });
  const first = tokens[0] ?? [];
  const head = first.findIndex((token) => token.kind === "mark" && token.word !== "-");
  if (
    segments[0]?.kind === "heading" ||
    (/^(?:a|an|my|our|the|please|build|make|create|write)$/.test(wordAt(first, 0)) &&
      first[head]?.word === ":" &&
      head < 12) ||
    first.length < 7
  ) {
    for (const token of first.slice(0, head > 0 ? head : first.length))
      if (token.kind === "word" && !token.code) known.titleWords.add(token.word);
  }
  const title = titleThing(first);
  if (title.length > 0 && (segments[0]?.kind === "heading" || isTitle(first))) {
    const colon = first.findIndex((token) => token.word === ":");
    const plausible =
      segments.length > 1 ||
      first.length > 3 ||
      first.some((token) =>
        /^(?:a|an|my|our|list|lists|api|service|tracker|manager|catalogue|catalog|inventory|app|system|library|log|diary)$/.test(
          token.word,
        ),
      ) ||
      isPlural(title.at(-1) ?? "");
    const greeting = first.some((token) =>
      /^(?:hello|hi|hey|thanks|please|what|how|why|who|tell)$/.test(token.word),
    );
    found.add(
      title,
      !plausible || greeting ? 1 : (colon > 0 && colon < 6) || segments[0]?.kind === "heading" ? 7 : 5,
    );
    const last = title.at(-1);
    if (title.length > 1 && last !== undefined) found.add([last], 1);
  }
  boostHeld(title, tokens, found);
  const pieces: [string, string][] = [];
  for (const [key, { words, weight }] of found.found) {
    const mass = massNounOf(words, tokens);
    if (mass === undefined) continue;
    found.found.delete(key);
    found.add([mass], weight, true);
    pieces.push([words.join(" "), mass]);
  }
  choose(found, known);
  for (const [phrase, mass] of pieces) {
    const entity = known.entity(mass);
    if (entity !== undefined) known.alias(phrase, entity);
  }
}

/** Of a title such as "stamp album", the text keeps stamps when it is them that it speaks of again and again. */
function boostHeld(title: readonly string[], tokens: readonly (readonly Token[])[], found: Candidates): void {
  const [held, holder] = title;
  if (title.length !== 2 || held === undefined || holder === undefined) return;
  const speaks = (noun: string, not: string) =>
    tokens
      .slice(1)
      .filter((own) =>
        own.some((token, at) => singularOf(token.word) === noun && wordAt(own, at + 1) !== not),
      ).length;
  const count = speaks(singularOf(held), holder);
  if (count >= 3 && count > speaks(singularOf(holder), "")) found.add([held], 8);
}

function isTitle(tokens: readonly Token[]): boolean {
  return (
    /^(?:a|an|build|make|create|write|i|we|design|develop|implement|please|my|simple)$/.test(
      wordAt(tokens, 0),
    ) || tokens.length < 8
  );
}

function scanHeading(tokens: readonly Token[], found: Candidates): void {
  const words = tokens.filter((token) => token.kind === "word").map((token) => token.word);
  const named = words.filter(
    (word) =>
      !/^(?:entity|entities|resource|resources|model|endpoints|api|the|a|data|fields|properties|object|type|table|schema|and|crud|operations|managing|manage)$/.test(
        word,
      ),
  );
  if (
    named.length > 0 &&
    named.length <= 2 &&
    !named.some(
      (word) =>
        (apiNouns.has(word) && !genericThings.has(singularOf(word))) ||
        (/(?:ing|tion|ation|ence|ity|ors)$/.test(word) && !isPlural(word)) ||
        /^(?:not|non|functional|technical|acceptance|criteria|nice|must|in|of|out|open|cors|security|performance)$/.test(
          word,
        ),
    )
  ) {
    found.add(named, 8, true);
  }
}

/** Keeps what is plain; without anything plain, the strongest. A weak generic word or a title's word means the main thing. */
function choose(found: Candidates, known: Understanding): void {
  const all = [...found.found.values()].sort((a, b) => b.weight - a.weight);
  const specific = all.filter((one) => !isGeneric(one));
  const plainOnes = specific.filter((one) => one.weight >= plain);
  const generic = all.filter((one) => isGeneric(one) && one.weight >= plain);
  const kept =
    plainOnes.length > 0
      ? plainOnes
      : specific.slice(0, 1).filter((one) => one.weight >= (generic.length > 0 ? 5 : 4));
  const chosen =
    plainOnes.length === 0 && found.joined.length > 0
      ? found.joined.map((words) => ({ words, weight: plain, sure: true }))
      : kept.length > 0
        ? kept
        : generic.slice(0, 1);
  for (const candidate of chosen) {
    const longer = chosen.find(
      (other) =>
        other !== candidate &&
        other.words.length > 1 &&
        other.words.at(-1) === candidate.words.at(-1) &&
        candidate.words.length === 1,
    );
    if (longer !== undefined && candidate.weight < 15) continue;
    const shorter = chosen.find(
      (other) =>
        other.words.length === 1 &&
        candidate.words.length > 1 &&
        other.words[0] === candidate.words.at(-1) &&
        other.weight >= 15 &&
        candidate.weight < 20,
    );
    if (shorter !== undefined) continue;
    known.addEntity(candidate.words).weight = Math.max(plain, candidate.weight);
  }
  const main = known.entities[0];
  if (main === undefined) return;
  const alone = known.entities.length === 1;
  for (const candidate of all) {
    const phrase = candidate.words.join(" ");
    if (known.entity(phrase) !== undefined) continue;
    const tail = known.entities.find(
      (entity) =>
        entity.keys.has(nameKey(candidate.words.at(-1) ?? "")) ||
        [...entity.keys].some((key) => key.endsWith(` ${nameKey(phrase)}`)),
    );
    if (tail !== undefined) known.alias(phrase, tail);
    else if (alone && candidate.weight >= 4 && sameThing(candidate.words, main.name))
      known.alias(phrase, main);
  }
  if (alone) for (const word of ["todo", "task"]) if (sameThing([word], main.name)) known.alias(word, main);
}

const synonyms: readonly RegExp[] = [
  /^(?:todo|task|item|chore)$/,
  /^(?:film|movie)$/,
  /^(?:contact|person|entry)$/,
  /^(?:note|memo)$/,
  /^(?:bookmark|link)$/,
  /^(?:reservation|booking)$/,
  /^(?:product|article|good)$/,
  /^(?:recipe|dish)$/,
  /^(?:customer|client)$/,
  /^(?:expense|spending|cost)$/,
];

function sameThing(words: readonly string[], name: string): boolean {
  const word = words.at(-1) ?? "";
  return synonyms.some((set) => set.test(word) && set.test(name));
}

function isGeneric(candidate: Candidate): boolean {
  return candidate.weight < 20 && candidate.words.length === 1 && genericThings.has(candidate.words[0] ?? "");
}
