import type { EntityFacts, OperationKind } from "./facts/entity-facts.ts";
import type { Attribute, FieldFacts } from "./facts/field-facts.ts";
import type { Understanding } from "./facts/understanding.ts";
import type { Slots } from "./grammar/pattern.ts";
import { type Scope, type SlotValue, slotsOver } from "./grammar/slots.ts";
import { actors, genericThings, neutral } from "./lexicon/words.ts";
import { camelCase, nameKey, wordsOf } from "./text/names.ts";
import { singularOf } from "./text/plurals.ts";
import type { Segment } from "./text/segments.ts";
import type { Token } from "./text/tokens.ts";

/** What earlier clauses were about, for those that go on from them. */
export type Context = {
  entity: EntityFacts | undefined;
  subjects: readonly FieldFacts[];
  /** The fields of the last list, for "both" and "all of them". */
  listed: readonly FieldFacts[];
  /** The fields that the last clause that spoke of any spoke of, the latest last. */
  spoken: readonly FieldFacts[];
  operations: readonly OperationKind[];
  /** The clause before, of the same item or paragraph, was about pages. */
  pages?: boolean;
  /** What the items that follow are: fields of the entity, operations, or whatever they say. */
  items: "fields" | "anything";
  /** Attributes that every field of the list has, as in "Required fields:". */
  given: readonly Attribute[];
};

/** Reads one clause: which tokens were understood, what of the blueprint they speak of, and what is left over. */
export class Reader {
  readonly tokens: readonly Token[];
  readonly clause: number;
  readonly segment: Segment;
  readonly known: Understanding;
  readonly context: Context;
  readonly slots: Slots<SlotValue>;
  readonly paths = new Set<string>();
  /** Why parts of the clause are not met. */
  readonly reasons: string[] = [];
  readonly #used: boolean[];
  /** What was asked of the whole clause already: a long one is not searched again at each of its words. */
  readonly #mentions = new Map<string, boolean>();
  entity: EntityFacts | undefined;
  subjects: FieldFacts[] = [];
  /** The fields of the list that was read last. */
  listed: FieldFacts[] = [];
  /** The fields that the clause has spoken of so far, the latest last. */
  spoken: FieldFacts[] = [];
  /** Fields that a list names with nothing before the name, and where the name ends. */
  readonly bare: { readonly field: FieldFacts; readonly end: number }[] = [];
  /** Attributes that were said before the field that they are of. */
  pending: Attribute[] = [];
  /** Operations the clause speaks of. */
  operations: OperationKind[] = [];
  /** The one field that the whole clause is about, as an item of a list of fields is. */
  about: FieldFacts | undefined;
  /** The clause says of an operation that it must not be there. */
  denies = false;
  /** The clause only gives background. */
  remark = false;
  readonly scope: Scope;

  constructor(
    tokens: readonly Token[],
    clause: number,
    segment: Segment,
    known: Understanding,
    context: Context,
  ) {
    this.tokens = tokens;
    this.clause = clause;
    this.segment = segment;
    this.known = known;
    this.context = context;
    this.#used = tokens.map(() => false);
    this.entity = context.entity;
    this.scope = {
      fieldAt: (list, at) => fieldAt(this, list, at),
      entityAt: (list, at) => entityAt(this, list, at),
    };
    this.slots = slotsOver(this.scope);
  }

  word(at: number): string {
    const token = this.tokens[at];
    return token === undefined || token.kind === "string" ? "" : token.word;
  }

  /** Whether any of the words is in the clause. */
  mentions(words: RegExp): boolean {
    const known = this.#mentions.get(words.source);
    if (known !== undefined) return known;
    const held = this.tokens.some((token) => token.kind !== "string" && words.test(token.word));
    this.#mentions.set(words.source, held);
    return held;
  }

  use(start: number, end: number): void {
    for (let at = start; at < end; at += 1) this.#used[at] = true;
  }

  used(at: number): boolean {
    return this.#used[at] === true;
  }

  met(path: string): void {
    this.paths.add(path);
  }

  learn(field: FieldFacts, attribute: Attribute): void {
    field.learn(attribute, this.clause);
    this.metField(field);
  }

  metField(field: FieldFacts): void {
    field.touched = true;
    if (this.spoken.at(-1) !== field) this.spoken = [...this.spoken.filter((one) => one !== field), field];
    this.met(`entities/${field.entity}/fields/${field.name}`);
  }

  /** Whether a word at a position says something that no rule has understood. */
  missed(at: number): boolean {
    const token = this.tokens[at];
    return token?.kind === "word" && !this.used(at) && carriesMeaning(token);
  }

  /** The runs of tokens that carry meaning and that no rule has understood, as written. */
  leftOver(): string[] {
    const runs: string[] = [];
    let run: string[] = [];
    let waiting: string[] = [];
    this.tokens.forEach((token, at) => {
      if (this.used(at)) {
        if (run.length > 0) runs.push(run.join(" "));
        run = [];
        waiting = [];
      } else if (carriesMeaning(token)) {
        run.push(...waiting, token.text);
        waiting = [];
      } else if (run.length > 0) waiting.push(token.text);
    });
    if (run.length > 0) runs.push(run.join(" "));
    return runs;
  }
}

function carriesMeaning(token: Token): boolean {
  if (token.kind === "mark") return false;
  if (token.kind === "number" || token.kind === "string" || token.kind === "path") return true;
  if (/^[egi]$/.test(token.word) && !token.code) return false;
  return (
    (!neutral.has(token.word) && !actors.has(token.word)) ||
    (token.code && !/^(?:string|json|null|id)$/.test(token.word))
  );
}

/** The longest field phrase at a position: of the entity at hand first, then of any. */
function fieldAt(
  reader: Reader,
  tokens: readonly Token[],
  at: number,
): { field: FieldFacts; end: number } | undefined {
  const first = tokens[at];
  if (first === undefined || first.kind === "mark" || first.kind === "path" || first.kind === "number")
    return undefined;
  const counted = countedFieldAt(reader, tokens, at);
  if (counted !== undefined) return counted;
  const others = reader.known.entities.filter((entity) => entity !== reader.entity);
  const entities = reader.entity === undefined ? others : [reader.entity, ...others];
  const longest = first.kind === "string" || first.code ? 1 : 4;
  for (let length = longest; length > 0; length -= 1) {
    const key = phraseKey(tokens, at, length);
    if (key === undefined) continue;
    const bare = /us$/.test(key) ? key.slice(0, -1) : key;
    for (const entity of entities) {
      const field = entity.fields.get(key) ?? entity.fields.get(bare);
      if (field !== undefined) {
        const short = !field.written && length === 1 && field.words[0] === "name" && field.words[1] === "of";
        if (short && tokens[at - 1]?.word !== "of" && tokens[at - 2]?.word !== "of")
          entity.renameField(field, camelCase(field.words.slice(2)));
        return { field, end: at + length };
      }
    }
  }
  return first.kind === "word" && !first.code
    ? (timeFieldAt(reader, tokens, at) ?? shortFieldAt(reader, tokens, at))
    : undefined;
}

/** "The number of guests" means the guests that are counted. */
function countedFieldAt(
  reader: Reader,
  tokens: readonly Token[],
  at: number,
): { field: FieldFacts; end: number } | undefined {
  if (!/^(?:number|count)$/.test(tokens[at]?.word ?? "") || tokens[at + 1]?.word !== "of") return undefined;
  const key = phraseKey(tokens, at + 2, 1);
  const field = key === undefined ? undefined : reader.entity?.fields.get(key);
  const whole = phraseKey(tokens, at, 3);
  if (field === undefined || field.get("type") !== "integer") return undefined;
  return whole !== undefined && reader.entity?.fields.has(whole) === true
    ? undefined
    : { field, end: at + 3 };
}

const phraseKeys = new WeakMap<readonly Token[], Map<number, string | undefined>>();

/** The key of the phrase of so many tokens; each is worked out once, for it is asked for by every rule. */
function phraseKey(tokens: readonly Token[], at: number, length: number): string | undefined {
  const known = phraseKeys.get(tokens) ?? new Map<number, string | undefined>();
  phraseKeys.set(tokens, known);
  const place = at * 8 + length;
  if (known.has(place)) return known.get(place);
  const phrase = phraseOf(tokens, at, length);
  const key = phrase === undefined ? undefined : nameKey(phrase);
  known.set(place, key);
  return key;
}

function phraseOf(tokens: readonly Token[], at: number, length: number): string | undefined {
  const part = tokens.slice(at, at + length);
  if (part.length < length || part.some((token) => token.kind === "mark" || token.kind === "path"))
    return undefined;
  return part
    .map((token) =>
      token.kind === "string" || token.code || /[a-z][A-Z]/.test(token.text) ? token.text : token.word,
    )
    .join(" ");
}

/** The longest phrase at a position that means an entity; a generic word means the one at hand. */
function entityAt(
  reader: Reader,
  tokens: readonly Token[],
  at: number,
): { entity: EntityFacts; end: number } | undefined {
  const first = tokens[at];
  if (first === undefined || first.kind !== "word") return undefined;
  for (let length = 3; length > 0; length -= 1) {
    const key = phraseKey(tokens, at, length);
    const entity = key === undefined ? undefined : reader.known.entityOfKey(key);
    if (entity !== undefined) return { entity, end: at + length };
  }
  if (genericThings.has(singularOf(first.word)) && reader.entity !== undefined)
    return { entity: reader.entity, end: at + 1 };
  const camel = wordsOf(first.text);
  const entity = camel.length > 1 ? reader.known.entity(camel.join(" ")) : undefined;
  return entity === undefined ? undefined : { entity, end: at + 1 };
}

/** "The email" means `emailAddress`, and "the phone" `phoneNumber`, where only one field can be meant. */
function shortFieldAt(
  reader: Reader,
  tokens: readonly Token[],
  at: number,
): { field: FieldFacts; end: number } | undefined {
  const word = tokens[at]?.word ?? "";
  if (
    !/^(?:the|its|their|by|on|except|same|and|,)$/.test(tokens[at - 1]?.word ?? "") ||
    /^(?:address|number)$/.test(tokens[at + 1]?.word ?? "")
  )
    return undefined;
  const found = [...new Set(reader.entity?.fields.values() ?? [])].filter(
    (field) =>
      field.words[0] === word &&
      ((field.words.length === 2 && /^(?:address|number)$/.test(field.words[1] ?? "")) ||
        (field.words.length === 3 && field.words[1] === "per" && tokens[at + 1]?.word !== "per")),
  );
  return found.length === 1 && found[0] !== undefined ? { field: found[0], end: at + 1 } : undefined;
}

const timeWords = /^(?:at|on|date|time|day|of|the|timestamp)$/;

/** "The start" and "start time" mean `startsAt`, where only one field that tells a time can be meant. */
function timeFieldAt(
  reader: Reader,
  tokens: readonly Token[],
  at: number,
): { field: FieldFacts; end: number } | undefined {
  const stem = (words: readonly string[]) =>
    words
      .filter((word) => !timeWords.test(word))
      .map(singularOf)
      .join(" ");
  for (const length of [2, 1]) {
    const words = tokens.slice(at, at + length).map((token) => token.word);
    if (length === 2 && !timeWords.test(words[1] ?? "")) continue;
    const wanted = stem(words);
    if (wanted === "" || (length === 1 && !/^(?:the|its)$/.test(tokens[at - 1]?.word ?? ""))) continue;
    const found = [...new Set(reader.entity?.fields.values() ?? [])].filter(
      (field) =>
        field.words.length > 1 && timeWords.test(field.words.at(-1) ?? "") && stem(field.words) === wanted,
    );
    if (found.length === 1 && found[0] !== undefined) return { field: found[0], end: at + length };
  }
  return undefined;
}
